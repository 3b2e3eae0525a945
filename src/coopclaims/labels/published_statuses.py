"""Names of the claim statuses, as the pages print them in eighteen languages.

Of several labels of one status the one that is shown stands first. `form` is where the page has it: in its
list of statuses or in running text. The days are those on which a version that prints it was first and
last seen; the label of one later capture has none. A page is a key of section 1 of the sources, a dash and
the language. Source: `docs/reference/sources.md`, the pages and their translations.
"""

from __future__ import annotations

from typing import Final

STATUSES: Final = """
language | status | form | label | pages | first seen | last seen
en | editing | list | Editing | MG-en PL-en PO-en SH-AP SH-PO | 2020-05-26 | 2023-10-23
en | editing | text | Editing | CC-en | 2023-10-23 | 2023-10-23
en | editing | text | editing | CC-de | 2018-09-04 | 2021-05-19
en | submitted | list | Submitted | MG-en PL-en PO-en SH-AP SH-PO | 2020-05-26 | 2023-10-23
en | under_review | list | Under review | MG-en PL-en PO-en SH-AP SH-PO | 2020-05-26 | 2023-10-23
en | action_required | list | Action required | MG-en PL-en PO-en SH-AP SH-PO | 2020-05-26 | 2023-10-23
en | approved | list | Approved | MG-en PL-en PO-en SH-AP SH-PO | 2020-05-26 | 2023-10-23
en | approved | text | Approved | MG-en RJ-en SH-RJ | 2020-05-26 | 2023-10-23
en | rejected | list | Rejected | MG-en PL-en PO-en SH-AP SH-PO | 2020-05-26 | 2023-10-23
en | rejected | text | Rejected | MG-en RJ-en SH-RJ | 2020-05-26 | 2023-10-23
en | disputed | text | Disputed | MG-en RJ-en SH-RJ | 2020-05-26 | 2023-10-23
en | disputed | list | Disputed | SH-AP | 2020-05-26 | 2021-01-11
en | partner_action_required | text | Partner Action Required | MG-en RJ-en SH-RJ | 2020-05-26 | 2023-10-23
sv | editing | list | Redigering | MG-sv PL-sv PO-sv | 2020-11-03 | 2021-09-28
sv | editing | text | redigeras | CC-sv | 2021-05-19 | 2021-09-28
sv | editing | text | redigerar | CC-sv | 2020-11-03 | 2021-04-06
sv | submitted | list | Skickad | MG-sv PL-sv PO-sv | 2020-11-03 | 2021-09-28
sv | under_review | list | Under granskning | MG-sv PL-sv PO-sv | 2020-11-03 | 2021-09-28
sv | action_required | list | Åtgärd som krävs | MG-sv PL-sv PO-sv | 2020-11-03 | 2021-09-28
sv | approved | list | Godkända | MG-sv PL-sv PO-sv | 2020-11-03 | 2021-09-28
sv | approved | text | Godkänd | MG-sv RJ-sv | 2020-11-03 | 2021-09-28
sv | rejected | list | Avslagen | MG-sv PL-sv PO-sv | 2020-11-03 | 2021-09-28
sv | rejected | text | Avvisad | MG-sv RJ-sv | 2020-11-03 | 2021-09-28
sv | disputed | text | Omtvistad | MG-sv RJ-sv | 2020-11-03 | 2021-09-28
sv | partner_action_required | text | Partneråtgärd krävs | MG-sv RJ-sv | 2020-11-03 | 2021-09-28
nl | editing | list | In bewerking | MG-nl PL-nl PO-nl | 2020-11-03 | 2021-09-28
nl | editing | text | bewerkt | CC-nl | 2020-11-03 | 2021-09-28
nl | editing | text | bewerken | CC24-nl |  |
nl | submitted | list | Ingediend | MG-nl PL-nl PO-nl | 2020-11-03 | 2021-09-28
nl | under_review | list | Wordt beoordeeld | MG-nl PL-nl PO-nl | 2020-11-03 | 2021-09-28
nl | under_review | text | wordt gecontroleerd | MG-nl | 2020-11-03 | 2021-04-04
nl | under_review | list | Onder controle | PO-nl | 2020-11-03 | 2021-04-04
nl | action_required | list | Vereiste actie | MG-nl PL-nl PO-nl | 2020-11-03 | 2021-09-28
nl | approved | list | Goedgekeurd | MG-nl PL-nl PO-nl | 2020-11-03 | 2021-09-28
nl | approved | text | Goedgekeurd | MG-nl RJ-nl | 2020-11-03 | 2021-09-28
nl | rejected | list | Afgewezen | MG-nl PL-nl PO-nl | 2020-11-03 | 2021-09-28
nl | rejected | text | Afgewezen | MG-nl RJ-nl | 2020-11-03 | 2021-09-28
nl | rejected | text | geweigerd | MG-nl | 2020-11-03 | 2021-09-28
nl | disputed | text | Betwist | MG-nl RJ-nl | 2020-11-03 | 2021-09-28
nl | partner_action_required | text | Partneractie vereist | MG-nl RJ-nl | 2020-11-03 | 2021-09-28
fr | editing | list | Modification | CPP-fr MG-fr PL-fr PO-fr | 2020-06-17 | 2021-05-19
fr | editing | text | modification | CC-fr | 2020-07-04 | 2021-05-19
fr | editing | text | édition | CC-fr | 2018-09-04 | 2019-12-04
fr | submitted | list | Envoyée | CPP-fr MG-fr PL-fr PO-fr | 2020-06-17 | 2021-05-19
fr | under_review | list | En cours d’évaluation | CPP-fr MG-fr PL-fr | 2020-06-17 | 2021-05-19
fr | under_review | text | en cours de vérification | MG-fr | 2020-07-01 | 2021-05-19
fr | under_review | list | En cours d’examen | CPP-fr PO-fr | 2020-06-17 | 2021-05-19
fr | action_required | list | Action requise | CPP-fr MG-fr PL-fr PO-fr | 2020-06-17 | 2021-05-19
fr | approved | text | Approuvé | CPP-fr MG-fr | 2020-06-17 | 2021-05-19
fr | approved | text | approuvé | MG-fr | 2020-07-01 | 2021-05-19
fr | approved | list | Approved | CPP-fr MG-fr PL-fr PO-fr | 2020-06-17 | 2021-05-19
fr | rejected | list | Rejeté | CPP-fr MG-fr PL-fr PO-fr | 2020-06-17 | 2021-05-19
fr | rejected | text | Refusé | CPP-fr MG-fr | 2020-06-17 | 2021-05-19
fr | disputed | text | En litige | CPP-fr MG-fr | 2020-06-17 | 2021-05-19
fr | partner_action_required | text | Action du partenaire requise | CPP-fr MG-fr | 2020-06-17 | 2021-05-19
de | editing | list | Bearbeitung läuft | CPP-de MG-de PL-de PO-de | 2020-06-17 | 2021-05-19
de | editing | text | In Bearbeitung | CC-de | 2019-05-02 | 2021-05-19
de | editing | text | Bearbeiten | CC-de | 2018-09-04 | 2019-04-26
de | submitted | list | Gesendet | CPP-de MG-de PL-de PO-de | 2020-06-17 | 2021-05-19
de | under_review | list | Wird überprüft | CPP-de MG-de PL-de | 2020-06-17 | 2021-05-19
de | under_review | list | Überprüft | PO-de | 2021-05-19 | 2021-05-19
de | under_review | list | Bei der Überprüfung | CPP-de PO-de | 2020-06-17 | 2021-04-04
de | action_required | list | Erforderliche Aktion | CPP-de MG-de PL-de PO-de | 2020-06-17 | 2021-05-19
de | approved | list | Genehmigt | CPP-de MG-de PL-de PO-de | 2020-06-17 | 2021-05-19
de | approved | text | Genehmigt | CPP-de MG-de | 2020-06-17 | 2021-05-19
de | rejected | list | Rejected (Abgelehnt) | CPP-de MG-de PL-de PO-de | 2020-06-17 | 2021-05-19
de | rejected | text | Abgelehnt | CPP-de MG-de | 2020-06-17 | 2021-05-19
de | disputed | text | Widersprochen | CPP-de MG-de | 2020-06-17 | 2021-05-19
de | partner_action_required | text | Partneraktion erforderlich | CPP-de MG-de | 2020-06-17 | 2021-05-19
es | editing | list | Edición | CPP-es MG-es PL-es PO-es | 2020-06-17 | 2021-05-19
es | editing | text | editará | CC-es | 2021-05-19 | 2021-05-19
es | editing | text | editando | CC-es | 2020-07-04 | 2021-04-06
es | editing | text | edición | CC-es | 2018-09-04 | 2019-12-04
es | submitted | list | Enviado | CPP-es MG-es PL-es PO-es | 2020-06-17 | 2021-05-19
es | under_review | list | En revisión | CPP-es MG-es PL-es PO-es | 2020-06-17 | 2021-05-19
es | action_required | list | Acción requerida | CPP-es MG-es PL-es PO-es | 2020-06-17 | 2021-05-19
es | approved | list | Aprobado | CPP-es MG-es PL-es PO-es | 2020-06-17 | 2021-05-19
es | approved | text | Aprobado | CPP-es MG-es | 2020-06-17 | 2021-05-19
es | rejected | list | Rechazada | CPP-es MG-es PL-es PO-es | 2020-06-17 | 2021-05-19
es | rejected | text | Rechazado | CPP-es MG-es | 2020-06-17 | 2021-05-19
es | disputed | text | Con conflicto | CPP-es MG-es | 2020-06-17 | 2021-05-19
es | partner_action_required | text | Acción por parte del partner necesaria | CPP-es MG-es | 2020-06-17 | 2021-05-19
it | editing | list | In fase di modifica | CPP-it MG-it PL-it PO-it | 2020-06-17 | 2021-05-19
it | editing | text | sta modificando | CC-it | 2021-05-19 | 2021-05-19
it | editing | text | modificato | CC-it | 2020-07-04 | 2021-04-06
it | editing | text | in fase di modifica | CC-it | 2019-03-08 | 2019-12-04
it | editing | text | modifica | CC-it | 2018-09-04 | 2019-01-24
it | submitted | list | Inviato | CPP-it MG-it PL-it PO-it | 2020-06-17 | 2021-05-19
it | submitted | list | Inviata | CPP-it PO-it | 2020-06-17 | 2021-05-19
it | under_review | list | In fase di revisione | CPP-it MG-it PL-it PO-it | 2020-06-17 | 2021-05-19
it | action_required | list | Azione richiesta | CPP-it MG-it PL-it PO-it | 2020-06-17 | 2021-05-19
it | approved | list | Approvata | MG-it PL-it PO-it | 2020-08-05 | 2020-08-05
it | approved | text | Approvata | CPP-it MG-it | 2020-06-17 | 2021-05-19
it | approved | text | approvato | MG-it | 2020-07-01 | 2021-05-19
it | approved | list | Approved | CPP-it MG-it PL-it PO-it | 2020-06-17 | 2021-05-19
it | rejected | list | Rifiutato | CPP-it MG-it PL-it PO-it | 2020-06-17 | 2021-05-19
it | rejected | list | Rifiutata | MG-it PL-it PO-it | 2020-08-05 | 2020-08-05
it | rejected | text | Rifiutata | CPP-it MG-it | 2020-06-17 | 2021-05-19
it | disputed | text | Contestata | CPP-it MG-it | 2020-06-17 | 2021-05-19
it | partner_action_required | text | Richiesta azione del partner | CPP-it MG-it | 2020-06-17 | 2021-05-19
pt-BR | editing | list | Edição | CPP-pt-BR MG-pt-BR PL-pt-BR PO-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | editing | text | edição | CC-pt-BR | 2018-09-04 | 2021-05-19
pt-BR | submitted | list | Enviado | CPP-pt-BR MG-pt-BR PL-pt-BR PO-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | under_review | list | Em revisão | CPP-pt-BR MG-pt-BR PL-pt-BR PO-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | action_required | list | Ação requerida | CPP-pt-BR MG-pt-BR PL-pt-BR PO-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | approved | list | Aprovado | CPP-pt-BR MG-pt-BR PL-pt-BR PO-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | approved | text | Aprovada | CPP-pt-BR MG-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | rejected | list | Rejeitado | CPP-pt-BR MG-pt-BR PL-pt-BR PO-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | rejected | text | Rejeitada | CPP-pt-BR MG-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | disputed | text | Contestado | CPP-pt-BR MG-pt-BR | 2020-06-17 | 2021-05-19
pt-BR | partner_action_required | text | Requer ação do parceiro | CPP-pt-BR MG-pt-BR | 2020-06-17 | 2021-05-19
pt-PT | editing | list | Em edição | MG-pt-PT PL-pt-PT PO-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | editing | text | a editar | CC-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | submitted | list | Submetido | MG-pt-PT PL-pt-PT PO-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | under_review | list | Em revisão | MG-pt-PT PL-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | under_review | list | Sob análise | PO-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | action_required | list | Ação necessária | MG-pt-PT PL-pt-PT PO-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | approved | list | Aprovado | MG-pt-PT PL-pt-PT PO-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | approved | text | Aprovado | MG-pt-PT RJ-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | rejected | list | Rejeitado | MG-pt-PT PL-pt-PT PO-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | rejected | text | Rejeitado | MG-pt-PT RJ-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | disputed | text | Contestado | MG-pt-PT RJ-pt-PT | 2020-11-03 | 2021-09-28
pt-PT | partner_action_required | text | Necessária Ação do Parceiro | MG-pt-PT RJ-pt-PT | 2020-11-03 | 2021-09-28
pl | editing | list | Edytowanie | MG-pl PL-pl PO-pl | 2020-11-03 | 2021-09-28
pl | editing | text | edytowanie | CC-pl | 2021-05-19 | 2021-09-28
pl | editing | text | edytowany | CC-pl | 2020-11-03 | 2021-04-06
pl | submitted | list | Przesłane | MG-pl PL-pl PO-pl | 2020-11-03 | 2021-09-28
pl | under_review | list | W trakcie przeglądu | MG-pl PL-pl PO-pl | 2020-11-03 | 2021-09-28
pl | action_required | list | Wymagana akcja | MG-pl PL-pl PO-pl | 2020-11-03 | 2021-09-28
pl | approved | list | Approved (Zatwierdzono) | MG-pl PL-pl PO-pl | 2020-11-03 | 2021-09-28
pl | approved | text | Zatwierdzone | MG-pl RJ-pl | 2020-11-03 | 2021-09-28
pl | rejected | list | Odrzucone | MG-pl PL-pl PO-pl | 2020-11-03 | 2021-09-28
pl | rejected | text | Odrzucone | MG-pl RJ-pl | 2020-11-03 | 2021-09-28
pl | disputed | text | Kwestionowane | MG-pl RJ-pl | 2020-11-03 | 2021-09-28
pl | partner_action_required | text | Wymagane działanie partnera | MG-pl RJ-pl | 2020-11-03 | 2021-09-28
cs | editing | list | Probíhají úpravy | MG-cs PL-cs PO-cs | 2020-11-03 | 2021-05-19
cs | editing | text | upraví | CC-cs | 2020-11-03 | 2021-04-06
cs | submitted | list | Odesláno | MG-cs PL-cs PO-cs | 2020-11-03 | 2021-05-19
cs | under_review | list | Probíhá kontrola | MG-cs PL-cs | 2020-11-03 | 2021-05-19
cs | action_required | list | Požadovaná akce | MG-cs PL-cs PO-cs | 2020-11-03 | 2021-05-19
cs | approved | list | Schválené | MG-cs PL-cs PO-cs | 2020-11-03 | 2021-05-19
cs | approved | text | Schváleno | MG-cs | 2020-11-03 | 2021-05-19
cs | rejected | list | Zamítnuto | MG-cs PL-cs PO-cs | 2020-11-03 | 2021-05-19
cs | rejected | text | Zamítnuto | MG-cs | 2020-11-03 | 2021-05-19
cs | disputed | text | Rozporováno | MG-cs | 2020-11-03 | 2021-05-19
cs | partner_action_required | text | Vyžaduje se akce partnera | MG-cs | 2020-11-03 | 2021-05-19
hu | editing | list | Szerkesztés | MG-hu PL-hu PO-hu | 2020-11-03 | 2021-05-19
hu | editing | text | szerkesztési | CC-hu | 2021-05-19 | 2021-05-19
hu | editing | text | szerkeszti | CC-hu | 2020-11-03 | 2021-04-06
hu | submitted | list | Elküldve | MG-hu PL-hu PO-hu | 2020-11-03 | 2021-05-19
hu | under_review | list | Felülvizsgálat alatt | MG-hu PL-hu PO-hu | 2020-11-03 | 2021-05-19
hu | under_review | list | A felülvizsgálat alatt | PO-hu | 2020-11-03 | 2021-04-04
hu | action_required | list | Szükséges beavatkozás | MG-hu PL-hu PO-hu | 2020-11-03 | 2021-05-19
hu | approved | text | Jóváhagyott | MG-hu | 2020-11-03 | 2021-05-19
hu | approved | text | Jóváhagyva | MG-hu | 2020-11-03 | 2021-05-19
hu | approved | list | Approved | MG-hu PL-hu PO-hu | 2020-11-03 | 2021-05-19
hu | rejected | list | Elutasítva | MG-hu PL-hu PO-hu | 2020-11-03 | 2021-05-19
hu | rejected | text | Elutasítva | MG-hu | 2020-11-03 | 2021-05-19
hu | disputed | text | Vitatott | MG-hu | 2020-11-03 | 2021-05-19
hu | partner_action_required | text | Partneri beavatkozás szükséges | MG-hu | 2020-11-03 | 2021-05-19
tr | editing | list | Düzenleniyor | MG-tr PL-tr PO-tr | 2020-11-03 | 2021-09-28
tr | editing | text | düzenleme | CC-tr | 2021-05-19 | 2021-09-28
tr | editing | text | düzenlenmektedir | CC-tr | 2020-11-03 | 2021-09-27
tr | submitted | list | Gönderildi | MG-tr PL-tr PO-tr | 2020-11-03 | 2021-09-28
tr | under_review | list | Gözden geçiriliyor | MG-tr PL-tr | 2020-11-03 | 2021-09-28
tr | under_review | list | Gözden geçirme altında | PO-tr | 2021-09-10 | 2021-09-28
tr | under_review | list | Gözden geçirme aşamasında | PO-tr | 2020-11-03 | 2021-09-27
tr | action_required | list | Eylem gerekiyor | MG-tr PL-tr PO-tr | 2020-11-03 | 2021-09-28
tr | approved | list | Onaylandı | MG-tr PL-tr PO-tr | 2020-11-03 | 2021-09-28
tr | approved | text | Onaylandı | MG-tr RJ-tr | 2020-11-03 | 2021-09-28
tr | rejected | list | Reddedildi | MG-tr PL-tr PO-tr | 2020-11-03 | 2021-09-28
tr | rejected | text | Reddedildi | MG-tr RJ-tr | 2020-11-03 | 2021-09-28
tr | disputed | text | İtiraz edildi | MG-tr RJ-tr | 2020-11-03 | 2021-09-28
tr | partner_action_required | text | İş Ortağı Eylemi Gerekiyor | MG-tr RJ-tr | 2020-11-03 | 2021-09-28
ru | editing | list | Редактирование | CPP-ru MG-ru PL-ru PO-ru | 2020-06-17 | 2021-05-19
ru | editing | text | Редактирование | CC-ru | 2019-03-08 | 2021-05-19
ru | editing | text | редактирования | CC-ru | 2018-10-29 | 2019-01-24
ru | submitted | list | Отправлено | CPP-ru MG-ru PL-ru PO-ru | 2020-06-17 | 2021-05-19
ru | under_review | list | На рассмотрении | CPP-ru MG-ru PL-ru | 2020-06-17 | 2021-05-19
ru | action_required | list | Необходимые действия | CPP-ru MG-ru PL-ru PO-ru | 2020-06-17 | 2021-05-19
ru | approved | text | Утверждено | CPP-ru MG-ru | 2020-06-17 | 2021-05-19
ru | approved | list | Approved | CPP-ru MG-ru PL-ru PO-ru | 2020-06-17 | 2021-05-19
ru | rejected | list | Отклонено | CPP-ru MG-ru PL-ru PO-ru | 2020-06-17 | 2021-05-19
ru | rejected | text | Отклонено | CPP-ru MG-ru | 2020-06-17 | 2021-05-19
ru | disputed | text | Оспорено | CPP-ru MG-ru | 2020-06-17 | 2021-05-19
ru | partner_action_required | text | Требуется действие партнера | CPP-ru MG-ru | 2020-06-17 | 2021-05-19
ja | editing | list | 編集中 | CPP-ja MG-ja PL-ja PO-ja | 2020-06-17 | 2021-05-19
ja | editing | text | 編集中 | CC-ja | 2019-03-08 | 2021-05-19
ja | editing | text | 編集 | CC-ja | 2018-09-04 | 2019-01-24
ja | submitted | list | 送信 | CPP-ja MG-ja PL-ja PO-ja | 2020-06-17 | 2021-05-19
ja | under_review | list | レビュー中 | CPP-ja MG-ja PL-ja PO-ja | 2020-06-17 | 2021-05-19
ja | action_required | list | 必要な操作 | CPP-ja MG-ja PL-ja PO-ja | 2020-06-17 | 2021-05-19
ja | approved | text | 承認済み | CPP-ja MG-ja | 2020-06-17 | 2021-05-19
ja | approved | list | Approved | CPP-ja MG-ja PL-ja PO-ja | 2020-06-17 | 2021-05-19
ja | rejected | list | 拒否 | CPP-ja MG-ja PL-ja PO-ja | 2020-06-17 | 2021-05-19
ja | rejected | text | 拒否 | CPP-ja MG-ja | 2020-06-17 | 2021-05-19
ja | disputed | text | 争議中 | CPP-ja MG-ja | 2020-06-17 | 2021-05-19
ja | partner_action_required | text | パートナー アクションが必要 | CPP-ja MG-ja | 2020-06-17 | 2021-05-19
ko | editing | list | 편집 중 | CPP-ko MG-ko PL-ko PO-ko | 2020-06-17 | 2021-05-19
ko | editing | text | 편집 | CC-ko | 2018-09-04 | 2021-05-19
ko | editing | text | 편집 중 | CC-ko | 2019-03-08 | 2019-12-04
ko | submitted | list | 제출됨 | CPP-ko MG-ko PL-ko PO-ko | 2020-06-17 | 2021-05-19
ko | under_review | list | 검토 중 | CPP-ko MG-ko PL-ko PO-ko | 2020-06-17 | 2021-05-19
ko | action_required | list | 필요한 동작 | CPP-ko MG-ko PL-ko PO-ko | 2020-06-17 | 2021-05-19
ko | approved | list | 승인됨 | CPP-ko MG-ko PL-ko PO-ko | 2020-06-17 | 2021-05-19
ko | approved | text | 승인됨 | CPP-ko MG-ko | 2020-06-17 | 2021-05-19
ko | approved | text | 승인 됨 | MG-ko | 2020-07-01 | 2021-04-04
ko | rejected | list | 거부됨 | CPP-ko MG-ko PL-ko PO-ko | 2020-06-17 | 2021-05-19
ko | rejected | text | 거부됨 | CPP-ko MG-ko | 2020-06-17 | 2021-05-19
ko | disputed | text | 이의 제기됨 | CPP-ko MG-ko | 2020-06-17 | 2021-05-19
ko | partner_action_required | text | 파트너 작업이 필요함 | CPP-ko MG-ko | 2020-06-17 | 2021-05-19
zh-CN | editing | list | 正在编辑 | CPP-zh-CN MG-zh-CN PL-zh-CN PO-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | editing | text | 正在编辑 | CC-zh-CN | 2019-03-08 | 2021-05-19
zh-CN | editing | text | 编辑 | CC-zh-CN | 2018-09-04 | 2019-01-24
zh-CN | submitted | list | 已提交 | CPP-zh-CN MG-zh-CN PL-zh-CN PO-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | under_review | list | 正在评审 | CPP-zh-CN MG-zh-CN PL-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | under_review | list | 审查中 | CPP-zh-CN | 2020-06-17 | 2020-07-24
zh-CN | action_required | list | 必需的操作 | CPP-zh-CN MG-zh-CN PL-zh-CN PO-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | approved | list | 已批准 | CPP-zh-CN MG-zh-CN PL-zh-CN PO-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | approved | text | 已批准 | CPP-zh-CN MG-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | rejected | list | 已拒绝 | CPP-zh-CN MG-zh-CN PL-zh-CN PO-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | rejected | text | 已拒绝 | CPP-zh-CN MG-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | disputed | text | 有争议 | CPP-zh-CN MG-zh-CN | 2020-06-17 | 2021-05-19
zh-CN | partner_action_required | text | 需要合作伙伴执行操作 | CPP-zh-CN MG-zh-CN | 2020-06-17 | 2021-05-19
zh-TW | editing | list | 編輯中 | CPP-zh-TW MG-zh-TW PL-zh-TW PO-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | editing | text | 編輯中 | CC-zh-TW | 2019-03-08 | 2020-11-03
zh-TW | editing | text | 編輯 | CC-zh-TW | 2018-09-04 | 2019-01-24
zh-TW | submitted | list | 已提交 | CPP-zh-TW MG-zh-TW PL-zh-TW PO-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | under_review | list | 檢閱中 | CPP-zh-TW MG-zh-TW PL-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | under_review | list | 審查中 | CPP-zh-TW | 2020-06-17 | 2020-07-24
zh-TW | action_required | list | 必要的動作 | CPP-zh-TW MG-zh-TW PL-zh-TW PO-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | approved | list | 已核准 | CPP-zh-TW MG-zh-TW PL-zh-TW PO-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | approved | text | 已核准 | CPP-zh-TW MG-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | rejected | list | 已拒絕 | CPP-zh-TW MG-zh-TW PL-zh-TW PO-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | rejected | text | 已拒絕 | CPP-zh-TW MG-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | disputed | text | 有爭議 | CPP-zh-TW MG-zh-TW | 2020-06-17 | 2020-11-03
zh-TW | partner_action_required | text | 需要合作夥伴動作 | CPP-zh-TW MG-zh-TW | 2020-06-17 | 2020-11-03
"""
