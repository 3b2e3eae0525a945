"""Names of ours, in the same languages, for what no page of theirs prints.

Cancelled and Expired are statuses that this library infers, and the payment team is a role of its own;
for the others the pages of a language have no word that could be read.
"""

from __future__ import annotations

from typing import Final

OWN: Final = """
language | kind | key | label
en | status | cancelled | Cancelled
en | status | expired | Expired
en | role | collaborator | Collaborator
en | role | payment_team | Payment team
en | role | system | System
sv | status | cancelled | Avbruten
sv | status | expired | Utgången
sv | role | collaborator | Medarbetare
sv | role | payment_team | Betalningsteam
sv | role | system | System
sv | word | funds_claimed | begärda medel
nl | status | cancelled | Geannuleerd
nl | status | expired | Verlopen
nl | role | collaborator | Medewerker
nl | role | payment_team | Betalingsteam
nl | role | system | Systeem
fr | status | cancelled | Annulée
fr | status | expired | Expirée
fr | role | collaborator | Collaborateur
fr | role | payment_team | Équipe de paiement
fr | role | system | Système
de | status | cancelled | Storniert
de | status | expired | Abgelaufen
de | role | collaborator | Mitwirkender
de | role | payment_team | Zahlungsteam
de | role | system | System
es | status | cancelled | Cancelada
es | status | expired | Caducada
es | role | collaborator | Colaborador
es | role | payment_team | Equipo de pagos
es | role | system | Sistema
it | status | cancelled | Annullata
it | status | expired | Scaduta
it | role | collaborator | Collaboratore
it | role | payment_team | Team dei pagamenti
it | role | system | Sistema
pt-BR | status | cancelled | Cancelada
pt-BR | status | expired | Expirada
pt-BR | role | collaborator | Colaborador
pt-BR | role | payment_team | Equipe de pagamentos
pt-BR | role | system | Sistema
pt-BR | word | proof_document | documentos comprobatórios
pt-PT | status | cancelled | Cancelado
pt-PT | status | expired | Expirado
pt-PT | role | collaborator | Colaborador
pt-PT | role | payment_team | Equipa de pagamentos
pt-PT | role | system | Sistema
pl | status | cancelled | Anulowane
pl | status | expired | Wygasłe
pl | role | collaborator | Współpracownik
pl | role | payment_team | Zespół ds. płatności
pl | role | system | System
pl | word | funds_claimed | środki w złożonych roszczeniach
pl | word | funds_total | środki łącznie
cs | status | cancelled | Zrušeno
cs | status | expired | Vypršelo
cs | role | collaborator | Spolupracovník
cs | role | payment_team | Platební tým
cs | role | system | Systém
cs | word | proof_document | doklady
cs | word | claims_overview | Přehled žádostí o proplacení
hu | status | cancelled | Visszavonva
hu | status | expired | Lejárt
hu | role | collaborator | Közreműködő
hu | role | payment_team | Kifizetési csoport
hu | role | system | Rendszer
tr | status | cancelled | İptal edildi
tr | status | expired | Süresi doldu
tr | role | collaborator | Ortak çalışan
tr | role | payment_team | Ödeme ekibi
tr | role | system | Sistem
tr | word | funds_total | toplam fonlar
ru | status | cancelled | Отменено
ru | status | expired | Срок истек
ru | role | collaborator | Соавтор
ru | role | payment_team | Группа выплат
ru | role | system | Система
ru | word | proof_document | подтверждающие документы
ru | word | csr | CSR
ja | status | cancelled | 取り消し済み
ja | status | expired | 期限切れ
ja | role | collaborator | 共同作業者
ja | role | payment_team | 支払いチーム
ja | role | system | システム
ko | status | cancelled | 취소됨
ko | status | expired | 만료됨
ko | role | collaborator | 공동 작업자
ko | role | payment_team | 지급 팀
ko | role | system | 시스템
zh-CN | status | cancelled | 已取消
zh-CN | status | expired | 已过期
zh-CN | role | collaborator | 协作者
zh-CN | role | payment_team | 付款团队
zh-CN | role | system | 系统
zh-TW | status | cancelled | 已取消
zh-TW | status | expired | 已過期
zh-TW | role | collaborator | 共同作業者
zh-TW | role | payment_team | 付款小組
zh-TW | role | system | 系統
"""
