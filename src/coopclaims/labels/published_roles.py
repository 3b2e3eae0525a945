"""Names of the roles, as the pages print them in eighteen languages.

Of several labels of one role the one that is shown, the latest, stands first.
"""

from __future__ import annotations

from typing import Final

ROLES: Final = """
language | role | label | page | first seen
en | global_admin | Global admin | CC-de | 2019-12-04
en | account_admin | Account admin | PR-de | 2020-11-14
en | billing_admin | Billing admin | CPP-de | 2020-06-17
en | incentives_admin | Incentives admin | CC-de | 2019-12-04
en | incentives_user | Incentives user | CC-de | 2019-12-04
en | reviewer | reviewer | CC-de | 2018-09-04
en | validation_team | co-op claims validation team | SH-RJ | 2020-05-26
sv | global_admin | Global administratör | CC-sv | 2020-11-03
sv | account_admin | Kontoadministratör | PR-sv | 2020-11-14
sv | billing_admin | Faktureringsadministratör | PL-sv | 2020-11-03
sv | incentives_admin | Incitamentsadministratör | PR-sv | 2021-04-16
sv | incentives_admin | Incitaments administratör | CC-sv | 2020-11-03
sv | incentives_user | Incitamentsanvändare | CC-sv | 2021-05-19
sv | incentives_user | Incitaments användare | CC-sv | 2020-11-03
sv | reviewer | granskare | CC-sv | 2020-11-03
sv | validation_team | Valideringsteamet för co-op-anspråk | MG-sv | 2020-11-03
nl | global_admin | Globale beheerder | CC-nl | 2020-11-03
nl | account_admin | Accountbeheerder | PR-nl | 2020-11-14
nl | billing_admin | Factureringsbeheerder | PL-nl | 2020-11-03
nl | incentives_admin | Incentives-beheerder | PR-nl | 2021-04-16
nl | incentives_admin | Prikkel beheerder | CC-nl | 2020-11-03
nl | incentives_user | Incentives-gebruiker | CC-nl | 2021-05-19
nl | incentives_user | Prikkel gebruiker | CC-nl | 2020-11-03
nl | reviewer | revisor | CC-nl | 2020-11-03
nl | validation_team | validatieteam | MG-nl | 2020-11-03
fr | global_admin | Administrateur général | CPP-fr | 2020-06-17
fr | global_admin | Administrateur global | CC-fr | 2019-12-04
fr | account_admin | Administrateur de compte | PR-fr | 2021-05-19
fr | account_admin | Administrateur des comptes | PR-fr | 2020-11-14
fr | billing_admin | Administrateur de facturation | PL-fr | 2021-05-19
fr | billing_admin | Administrateur de la facturation | CPP-fr | 2020-06-17
fr | incentives_admin | administrateur d’incentives | CC-fr | 2021-05-19
fr | incentives_admin | Administrateur de primes incitatives | CC-fr | 2019-12-04
fr | incentives_user | Utilisateur d’incentives | CC-fr | 2021-05-19
fr | incentives_user | Utilisateur de primes incitatives | CC-fr | 2019-12-04
fr | reviewer | réviseur | CC-fr | 2018-09-04
fr | validation_team | équipe de validation des demandes de coopération | CPP-fr | 2020-06-17
de | global_admin | Globaler Administrator | CC-de | 2019-12-04
de | account_admin | Kontoadministrator | PR-de | 2020-11-14
de | billing_admin | Abrechnungsadministrator | CPP-de | 2020-06-17
de | incentives_admin | Incentives-Administrator | MG-de | 2021-05-19
de | incentives_admin | Incentiveadministrator | CC-de | 2019-12-04
de | incentives_user | Incentives-Benutzer | VF-de | 2021-05-19
de | incentives_user | Incentivebenutzer | CC-de | 2019-12-04
de | reviewer | Prüfer | CC-de | 2018-09-04
de | validation_team | Team zur Prüfung von Co-Op-Ansprüchen | CPP-de | 2020-06-17
es | global_admin | Administrador global | CC-es | 2019-12-04
es | account_admin | Administrador de cuenta | PR-es | 2021-05-19
es | account_admin | Administrador de cuentas | PR-es | 2020-11-14
es | billing_admin | Administrador de facturación | CPP-es | 2020-06-17
es | incentives_admin | Administrador de incentivos | CC-es | 2019-12-04
es | incentives_user | Usuario de incentivos | CC-es | 2019-12-04
es | reviewer | revisor | CC-es | 2018-09-04
es | validation_team | equipo de validación de notificaciones de cooperación | CPP-es | 2020-06-17
it | global_admin | Amministratore globale | CC-it | 2019-12-04
it | account_admin | Amministratore degli account | PR-it | 2020-11-14
it | billing_admin | Amministratore della fatturazione | PL-it | 2021-05-19
it | billing_admin | Amministratore fatturazione | CPP-it | 2020-06-17
it | incentives_admin | Amministratore incentivi | CC-it | 2021-05-19
it | incentives_admin | Amministratore degli incentivi | CC-it | 2019-12-04
it | incentives_user | Utente degli incentivi | CC-it | 2021-05-19
it | incentives_user | Utente di incentivi | CC-it | 2019-12-04
it | reviewer | revisore | CC-it | 2018-11-20
it | validation_team | team di convalida delle attestazioni co-op | CPP-it | 2020-06-17
pt-BR | global_admin | Administrador global | CPP-pt-BR | 2020-06-17
pt-BR | account_admin | Administrador da conta | PR-pt-BR | 2021-05-19
pt-BR | account_admin | Administrador de conta | PR-pt-BR | 2020-11-14
pt-BR | billing_admin | Administrador de cobrança | CPP-pt-BR | 2020-06-17
pt-BR | incentives_admin | Administrador de incentivos | CC-pt-BR | 2019-12-04
pt-BR | incentives_user | Usuário de incentivos | CC-pt-BR | 2019-12-04
pt-BR | reviewer | revisor | CC-pt-BR | 2018-09-04
pt-BR | validation_team | equipe de validação das declarações de cooperação | CPP-pt-BR | 2020-06-17
pt-PT | global_admin | Administrador global | CC-pt-PT | 2020-11-03
pt-PT | account_admin | Administrador de conta | PR-pt-PT | 2020-11-14
pt-PT | billing_admin | Administrador de faturação | PL-pt-PT | 2020-11-03
pt-PT | incentives_admin | Administradores de incentivos | CC-pt-PT | 2020-11-03
pt-PT | incentives_user | Utilizador de incentivos | CC-pt-PT | 2020-11-03
pt-PT | reviewer | revisor | CC-pt-PT | 2020-11-03
pt-PT | validation_team | equipa de validação de pedidos de cooperação | MG-pt-PT | 2020-11-03
pl | global_admin | Administrator globalny | CC-pl | 2020-11-03
pl | account_admin | Administrator konta | PR-pl | 2020-11-14
pl | billing_admin | Administrator rozliczeń | PL-pl | 2020-11-03
pl | incentives_admin | Administrator zachęt | CC-pl | 2020-11-03
pl | incentives_user | Użytkownik zachęt | CC-pl | 2020-11-03
pl | reviewer | recenzent | CC-pl | 2020-11-03
pl | validation_team | Zespół ds. weryfikacji roszczeń dotyczących współpracy | MG-pl | 2020-11-03
cs | global_admin | Globální správce | CC-cs | 2020-11-03
cs | account_admin | Správce účtu | PR-cs | 2020-11-14
cs | billing_admin | Správce fakturace | PL-cs | 2020-11-03
cs | incentives_admin | Správce pobídek | CC-cs | 2021-05-19
cs | incentives_admin | Motivace správce | CC-cs | 2020-11-03
cs | incentives_user | Uživatel pobídek | CC-cs | 2021-05-19
cs | incentives_user | Motivace uživatelů | CC-cs | 2020-11-03
cs | reviewer | revidující | CC-cs | 2021-05-19
cs | reviewer | recenzent | CC-cs | 2020-11-03
cs | validation_team | Tým pro ověřování žádostí o pobídky spolupráce | MG-cs | 2020-11-03
hu | global_admin | Globális rendszergazda | CC-hu | 2020-11-03
hu | account_admin | Fiókadminisztrátor | PR-hu | 2020-11-14
hu | billing_admin | Számlázási adminisztrátor | PL-hu | 2020-11-03
hu | incentives_admin | Ösztönzők rendszergazdája | CC-hu | 2020-11-03
hu | incentives_user | Ösztönzők felhasználója | CC-hu | 2020-11-03
hu | reviewer | felülvizsgáló | CC-hu | 2020-11-03
hu | validation_team | együttműködési igényeket ellenőrző csapat | MG-hu | 2020-11-03
tr | global_admin | Genel yönetici | CC-tr | 2020-11-03
tr | account_admin | Hesap yöneticisi | PR-tr | 2020-11-14
tr | billing_admin | Faturalandırma Yöneticisi | PL-tr | 2021-05-19
tr | billing_admin | Faturalama yöneticisi | PL-tr | 2020-11-03
tr | incentives_admin | Teşvikler yöneticisi | MG-tr | 2021-07-30
tr | incentives_admin | Teşvik yöneticisi | VF-tr | 2021-05-19
tr | incentives_admin | Teşvikleri Yöneticisi | CC-tr | 2020-11-03
tr | incentives_user | Teşvikler kullanıcısı | CC-tr | 2021-05-19
tr | incentives_user | Teşvikleri kullanıcısı | CC-tr | 2020-11-03
tr | reviewer | Gözden geçiren | CC-tr | 2020-11-03
tr | validation_team | Ortak çalışma talebi doğrulama ekibi | MG-tr | 2020-11-03
ru | global_admin | Глобальный администратор | CC-ru | 2019-12-04
ru | account_admin | Администратор учетной записи | PR-ru | 2021-05-19
ru | account_admin | Администратор учетных записей | PR-ru | 2020-11-14
ru | billing_admin | Администратор выставления счетов | CPP-ru | 2020-06-17
ru | incentives_admin | Администратор поощрения | CC-ru | 2021-05-19
ru | incentives_admin | Администратор программы поощрения | CC-ru | 2019-12-04
ru | incentives_user | Пользователь поощрения | CC-ru | 2021-05-19
ru | incentives_user | Пользователь программы поощрения | CC-ru | 2019-12-04
ru | reviewer | проверяющий | CC-ru | 2018-09-04
ru | validation_team | Группа проверки заявок на возмещение совместных средств | CPP-ru | 2020-06-17
ja | global_admin | 全体管理者 | PR-ja | 2021-05-19
ja | global_admin | グローバル管理者 | CPP-ja | 2020-06-17
ja | account_admin | アカウント管理者 | PR-ja | 2020-11-14
ja | billing_admin | 課金管理者 | CPP-ja | 2020-06-17
ja | incentives_admin | インセンティブ管理者 | CC-ja | 2019-12-04
ja | incentives_user | インセンティブ ユーザー | CC-ja | 2019-12-04
ja | reviewer | レビュー担当者 | CC-ja | 2018-09-04
ja | validation_team | 協力申請検証チーム | CPP-ja | 2020-06-17
ko | global_admin | 글로벌 관리자 | PL-ko | 2020-07-01
ko | global_admin | 전역 관리자 | CC-ko | 2019-12-04
ko | account_admin | 계정 관리자 | PR-ko | 2020-11-14
ko | billing_admin | 청구 관리자 | CPP-ko | 2020-06-17
ko | incentives_admin | 성과급 관리자 | CC-ko | 2021-05-19
ko | incentives_admin | 인센티브 관리자 | CC-ko | 2019-12-04
ko | incentives_user | 성과급 사용자 | CC-ko | 2021-05-19
ko | incentives_user | 인센티브 사용자 | CC-ko | 2019-12-04
ko | reviewer | 검토자 | CC-ko | 2018-09-04
ko | validation_team | 공동 클레임 유효성 검사 팀 | CPP-ko | 2020-06-17
zh-CN | global_admin | 全局管理员 | CC-zh-CN | 2019-12-04
zh-CN | account_admin | 帐户管理员 | PR-zh-CN | 2020-11-14
zh-CN | billing_admin | 计费管理员 | CPP-zh-CN | 2020-06-17
zh-CN | incentives_admin | 奖励管理员 | CC-zh-CN | 2019-12-04
zh-CN | incentives_user | 奖励用户 | CC-zh-CN | 2019-12-04
zh-CN | reviewer | 审核人员 | CC-zh-CN | 2019-03-08
zh-CN | validation_team | 合作申请验证团队 | CPP-zh-CN | 2020-06-17
zh-TW | global_admin | 全域系統管理員 | CC-zh-TW | 2019-12-04
zh-TW | account_admin | 帳戶管理員 | PR-zh-TW | 2020-11-14
zh-TW | billing_admin | 帳單系統管理員 | CPP-zh-TW | 2020-06-17
zh-TW | incentives_admin | 獎勵管理員 | CC-zh-TW | 2019-12-04
zh-TW | incentives_user | 獎勵使用者 | CC-zh-TW | 2019-12-04
zh-TW | reviewer | 審閱者 | CC-zh-TW | 2019-03-08
zh-TW | validation_team | 合作索賠驗證小組 | CPP-zh-TW | 2020-06-17
"""
