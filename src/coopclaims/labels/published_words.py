"""Words of the claims pages, as they are printed in eighteen languages.

Of several labels of one word the one that is shown stands first. *Inflected* marks a label that the page has
only in an inflected form.
"""

from __future__ import annotations

from typing import Final

WORDS: Final = """
language | word | label | page | first seen | inflected
en | history | History | CC-de | 2018-09-04
en | invoice | invoices | CC-de | 2018-09-04
en | csr | CSRs | CC-en | 2023-10-23
en | proof_document | proof documents | CC-de | 2018-09-04
en | proof_of_execution | proof of execution | CC-de | 2018-09-04
en | metrics | metrics | CC-de | 2018-09-04
en | comment | comments | CC-de | 2018-09-04
en | claims_overview | Claims overview | CC-de | 2018-09-04
en | funds_approved | approved | CC-de | 2018-09-04
en | funds_claimed | claimed | CC-de | 2018-09-04
en | funds_total | totals | CC-de | 2018-09-04
sv | history | Historik | MG-sv | 2020-11-03
sv | invoice | fakturor | CC-sv | 2020-11-03
sv | csr | CSR:er | CC-sv | 2021-05-19
sv | proof_document | bevisdokument | CC-sv | 2021-05-19
sv | proof_of_execution | körningsbevis | PO-sv | 2021-05-19
sv | metrics | mått | CC-sv | 2020-11-03
sv | comment | kommentarer | CC-sv | 2020-11-03
sv | claims_overview | översiktssidan för anspråk | CC-sv | 2021-05-19
sv | funds_approved | godkända medel | CC-sv | 2021-05-19
sv | funds_total | summor | CC-sv | 2020-11-03
nl | history | Geschiedenis | MG-nl | 2020-11-03
nl | invoice | facturen | CC-nl | 2020-11-03
nl | csr | CSR's | CC-nl | 2021-05-19
nl | proof_document | bewijsdocumenten | CC-nl | 2021-05-19
nl | proof_of_execution | Bewijs van uitvoering | PO-nl | 2020-11-03
nl | metrics | metrische gegevens | CC-nl | 2020-11-03
nl | comment | opmerkingen | CC-nl | 2020-11-03
nl | claims_overview | overzicht claims | CC-nl | 2020-11-03
nl | funds_approved | goedgekeurd | CC-nl | 2020-11-03
nl | funds_claimed | geclaimd | CC-nl | 2020-11-03
nl | funds_total | totalen | CC-nl | 2020-11-03
fr | history | Historique | CC-fr | 2018-09-04
fr | invoice | factures | CC-fr | 2018-09-04
fr | csr | CSR | CC-fr | 2019-11-07
fr | proof_document | documents de preuve | CC-fr | 2019-03-08
fr | proof_of_execution | preuve d’exécution | PO-fr | 2020-07-01
fr | metrics | mesures | CC-fr | 2019-01-23
fr | comment | commentaires | CC-fr | 2018-09-04
fr | claims_overview | vue d’ensemble des revendications | CC-fr | 2020-07-04
fr | funds_approved | approuvés | CC-fr | 2019-03-08
fr | funds_claimed | réclamés | CC-fr | 2020-07-04
fr | funds_total | totaux | CC-fr | 2018-09-04
de | history | Verlauf | CC-de | 2018-09-04
de | invoice | Rechnungen | CC-de | 2018-09-04
de | csr | CSR | CC-de | 2019-01-23
de | proof_document | Nachweisdokumente | CC-de | 2019-05-02
de | proof_of_execution | Ausführungsnachweis | PO-de | 2020-07-04
de | metrics | Metriken | CC-de | 2018-09-04
de | comment | Kommentare | CC-de | 2018-09-04
de | claims_overview | Anspruchsübersicht | CC-de | 2019-03-08
de | funds_approved | genehmigter | CC-de | 2019-03-08 | inflected
de | funds_claimed | angeforderter Mittel | CC-de | 2019-03-08 | inflected
de | funds_total | Gesamtsummen | CC-de | 2019-03-08
es | history | Historial | CC-es | 2018-09-04
es | invoice | facturas | CC-es | 2018-09-04
es | csr | CSR | CC-es | 2019-01-23
es | proof_document | documentos de prueba | CC-es | 2019-03-08
es | proof_of_execution | prueba de ejecución | PO-es | 2020-07-01
es | metrics | métricas | CC-es | 2018-09-04
es | comment | comentarios | CC-es | 2018-09-04
es | claims_overview | Información general de notificaciones | CC-es | 2018-09-04
es | funds_approved | aprobados | CC-es | 2019-03-08
es | funds_claimed | reclamados | CC-es | 2019-03-08
es | funds_total | totales | CC-es | 2018-09-04
it | history | Cronologia | CC-it | 2018-09-04
it | invoice | fatture | CC-it | 2018-09-04
it | csr | CSR | CC-it | 2019-03-08
it | proof_document | documenti di prova | CC-it | 2019-11-07
it | proof_of_execution | prova di esecuzione | PO-it | 2020-07-01
it | metrics | metriche | CC-it | 2018-09-04
it | comment | commenti | CC-it | 2018-09-04
it | claims_overview | Panoramica delle attestazioni | CC-it | 2020-07-04
it | funds_approved | approvati | CC-it | 2018-09-04
it | funds_claimed | richiesti | CC-it | 2019-03-08
it | funds_total | totali | CC-it | 2018-09-04
pt-BR | history | Histórico | CC-pt-BR | 2018-09-04
pt-BR | invoice | notas fiscais | CC-pt-BR | 2019-03-08
pt-BR | csr | CSR | CC-pt-BR | 2019-03-08
pt-BR | proof_of_execution | prova de execução | PO-pt-BR | 2020-07-01
pt-BR | metrics | métricas | CC-pt-BR | 2018-09-04
pt-BR | comment | comentários | CC-pt-BR | 2018-09-04
pt-BR | claims_overview | visão geral das Reivindicações | CC-pt-BR | 2019-03-08
pt-BR | funds_approved | aprovados | CC-pt-BR | 2018-09-04
pt-BR | funds_claimed | reivindicados | CC-pt-BR | 2019-03-08
pt-BR | funds_total | totais | CC-pt-BR | 2018-09-04
pt-PT | history | Histórico | MG-pt-PT | 2020-11-03
pt-PT | invoice | faturas | CC-pt-PT | 2020-11-03
pt-PT | csr | CSR's | CC-pt-PT | 2020-11-03
pt-PT | proof_document | documentos comprovativos | CC-pt-PT | 2020-11-03
pt-PT | proof_of_execution | Prova de Execução | PO-pt-PT | 2020-11-03
pt-PT | metrics | métricas | CC-pt-PT | 2020-11-03
pt-PT | comment | comentários | CC-pt-PT | 2020-11-03
pt-PT | claims_overview | visão geral das Reclamações | CC-pt-PT | 2020-11-03
pt-PT | funds_approved | aprovados | CC-pt-PT | 2020-11-03
pt-PT | funds_claimed | reclamados | CC-pt-PT | 2020-11-03
pt-PT | funds_total | totais | CC-pt-PT | 2020-11-03
pl | history | Historia | MG-pl | 2020-11-03
pl | invoice | faktury | CC-pl | 2020-11-03
pl | csr | CSR | CC-pl | 2020-11-03
pl | proof_document | dokumenty potwierdzające | CC-pl | 2020-11-03
pl | proof_of_execution | dowód wykonania | PO-pl | 2020-11-03
pl | metrics | metryki | CC-pl | 2020-11-03
pl | comment | komentarze | CC-pl | 2020-11-03
pl | claims_overview | Przegląd oświadczeń | CC-pl | 2020-11-03
pl | funds_approved | zatwierdzonych | CC-pl | 2020-11-03 | inflected
cs | history | Historie | MG-cs | 2020-11-03
cs | invoice | faktury | CC-cs | 2020-11-03
cs | csr | CSR | CC-cs | 2020-11-03
cs | proof_of_execution | důkaz o provedení | PO-cs | 2021-05-19
cs | metrics | metriky | CC-cs | 2020-11-03
cs | comment | komentáře | CC-cs | 2021-05-19
cs | funds_approved | schválených | CC-cs | 2020-11-03 | inflected
cs | funds_claimed | nárokovaných | CC-cs | 2021-05-19 | inflected
cs | funds_total | celkových | CC-cs | 2020-11-03 | inflected
hu | history | Előzmények | MG-hu | 2020-11-03
hu | invoice | számlákat | CC-hu | 2020-11-03 | inflected
hu | csr | CSR | CC-hu | 2020-11-03
hu | proof_document | igazoló dokumentumokat | CC-hu | 2020-11-03 | inflected
hu | proof_of_execution | végrehajtási igazolás | PO-hu | 2020-11-03
hu | metrics | mérőszámokat | CC-hu | 2020-11-03 | inflected
hu | comment | megjegyzést | CC-hu | 2020-11-03 | inflected
hu | claims_overview | jogcímek áttekintő oldala | CC-hu | 2020-11-03
hu | funds_approved | jóváhagyott | CC-hu | 2020-11-03
hu | funds_claimed | igényelt | CC-hu | 2020-11-03
hu | funds_total | összesített összegek | CC-hu | 2020-11-03 | inflected
tr | history | Geçmiş | MG-tr | 2020-11-03
tr | invoice | faturalar | CC-tr | 2021-05-19
tr | csr | CSR'ler | CC-tr | 2021-05-19
tr | proof_document | kanıt belgeleri | CC-tr | 2021-05-19
tr | proof_of_execution | yürütme kanıtı | PO-tr | 2020-11-03
tr | metrics | ölçümler | CC-tr | 2020-11-03
tr | comment | yorum | CC-tr | 2020-11-03
tr | claims_overview | Taleplere genel bakış | CC-tr | 2021-05-19
tr | funds_approved | onaylanan | CC-tr | 2020-11-03
tr | funds_claimed | talep edilen | CC-tr | 2020-11-03
ru | history | Журнал | CC-ru | 2018-09-04
ru | invoice | счета | CC-ru | 2018-09-04
ru | proof_of_execution | подтверждение выполнения | PO-ru | 2020-07-01
ru | metrics | метрики | CC-ru | 2018-09-04
ru | comment | комментарии | CC-ru | 2018-09-04
ru | claims_overview | Обзора заявок | CC-ru | 2019-03-08 | inflected
ru | funds_approved | одобренные средства | CC-ru | 2019-03-08
ru | funds_claimed | запрошенные средства | CC-ru | 2019-03-08
ru | funds_total | итоги | CC-ru | 2019-03-08
ja | history | 履歴 | CC-ja | 2018-09-04
ja | invoice | 請求書 | CC-ja | 2018-09-04
ja | csr | CSR | CC-ja | 2019-01-23
ja | proof_document | 証明ドキュメント | CC-ja | 2019-03-08
ja | proof_of_execution | 実行の証明 | PO-ja | 2020-07-01
ja | metrics | メトリック | CC-ja | 2018-09-04
ja | comment | コメント | CC-ja | 2018-09-04
ja | claims_overview | 申請の概要 | CC-ja | 2019-03-08
ja | funds_approved | 承認された資金 | CC-ja | 2019-03-08
ja | funds_claimed | 申請された資金 | CC-ja | 2019-03-08
ja | funds_total | 合計資金 | CC-ja | 2019-03-08
ko | history | 기록 | CC-ko | 2018-09-04
ko | invoice | 청구서 | CC-ko | 2019-11-07
ko | csr | CSR | CC-ko | 2019-01-23
ko | proof_document | 증명 문서 | CC-ko | 2018-09-04
ko | proof_of_execution | 실행 증명 | PO-ko | 2020-07-01
ko | metrics | 메트릭 | CC-ko | 2018-09-04
ko | comment | 주석 | CC-ko | 2019-11-07
ko | claims_overview | 클레임 개요 | CC-ko | 2018-09-04
ko | funds_approved | 승인 됨 | CC-ko | 2020-07-04
ko | funds_claimed | 요청 됨 | CC-ko | 2020-07-04
ko | funds_total | 합계 | CC-ko | 2018-09-04
zh-CN | history | 历史记录 | CC-zh-CN | 2018-09-04
zh-CN | invoice | 发票 | CC-zh-CN | 2018-09-04
zh-CN | csr | CSR | CC-zh-CN | 2019-01-23
zh-CN | proof_document | 证明文档 | CC-zh-CN | 2018-09-04
zh-CN | proof_of_execution | 执行证明 | PO-zh-CN | 2020-07-01
zh-CN | metrics | 指标 | CC-zh-CN | 2018-09-04
zh-CN | comment | 评论 | CC-zh-CN | 2021-05-19
zh-CN | claims_overview | 申请概述 | CC-zh-CN | 2019-03-08
zh-CN | funds_approved | 已批准资金 | CC-zh-CN | 2019-03-08
zh-CN | funds_claimed | 已申请资金 | CC-zh-CN | 2019-03-08
zh-CN | funds_total | 总额 | CC-zh-CN | 2019-03-08
zh-TW | history | 歷程記錄 | CC-zh-TW | 2018-09-04
zh-TW | invoice | 發票 | CC-zh-TW | 2018-09-04
zh-TW | csr | CSR | CC-zh-TW | 2019-01-23
zh-TW | proof_document | 證明檔 | CC-zh-TW | 2019-11-07
zh-TW | proof_of_execution | 執行證明 | PO-zh-TW | 2020-07-01
zh-TW | metrics | 計量 | CC-zh-TW | 2018-09-04
zh-TW | comment | 註解 | CC-zh-TW | 2018-09-04
zh-TW | claims_overview | 宣告概觀 | CC-zh-TW | 2019-03-08
zh-TW | funds_approved | 已核准 | CC-zh-TW | 2019-03-08
zh-TW | funds_claimed | 已宣告 | CC-zh-TW | 2019-03-08
zh-TW | funds_total | 資金總數 | CC-zh-TW | 2019-03-08
"""
