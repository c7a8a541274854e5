"""Tasks and mails of five customers, with the advice that each belongs to, or none.

Labelled by hand before the matcher was written. The half "build" may be looked at while
working on it; the half "unseen" is only measured. Names, companies and incidents are
made up. "none" is the right answer for what shares words with an advice but is about
something else, for what belongs to another customer's advice, and for what was taken up.
"""

import re
from collections import namedtuple

Advice = namedtuple(
    "Advice", "customer key decision template name recommendation risk other_ways"
)
Text = namedtuple("Text", "half customer kind lang advice subject body")

#: Key to name, language, and the person who writes most.
CUSTOMERS = {
    "nordwind": ("Nordwind GmbH", "en_US", "Tom Kim"),
    "hafen": ("Hafen Logistik AG", "de_DE", "Petra Sommer"),
    "lindner": ("Lindner Maschinenbau KG", "de_DE", "Uwe Brandt"),
    "bellecour": ("Bellecour Distribution SA", "fr_FR", "Camille Roux"),
    "vega": ("Talleres Vega SL", "es_ES", "Lucía Vega"),
}

_ADVICE = """
== nordwind shop self template=shop_connection
== nordwind load declined template=load_test
== nordwind test2 pending template=second_test_system
== nordwind backup accepted template=backup_restore
== nordwind training deferred template=key_users
== nordwind voucher declined
name: One numbering of vouchers for shop and stores
recommendation: Vouchers get their number from one place, for the web shop and the
  stores, and each redemption is checked there. Three days.
risk: If shop and stores number vouchers by themselves, a voucher can be redeemed
  twice, and nobody notices before the year's end.
other_ways: Vouchers of the shop are redeemed in the shop only.

== hafen dubletten self
name: Dubletten der Firmen vor der Übernahme bereinigen
recommendation: Vor der Übernahme führen wir doppelte Firmen und Ansprechpartner
  zusammen. Wir liefern Listen mit Vorschlägen, Ihr Vertrieb entscheidet. Etwa drei Tage.
risk: Doppelte Firmen bleiben doppelt: zwei Betreuer rufen denselben Kunden an, und
  Angebote verteilen sich auf mehrere Datensätze.
other_ways: Nur Firmen mit Umsatz der letzten zwei Jahre übernehmen.
== hafen anmeldung declined
name: Einmalanmeldung über das Firmenverzeichnis mit zweitem Faktor
recommendation: Mitarbeiter melden sich mit ihrem Firmenkonto und einem zweiten Faktor
  an. Wer ausscheidet, ist am selben Tag überall draußen. Zwei Tage.
risk: Konten ausgeschiedener Mitarbeiter und gemeinsam benutzte Passwörter sind der
  häufigste Weg für Fremde ins System.
other_ways: Eine Liste der Konten, die jedes Quartal geprüft wird.
== hafen schulung deferred
name: Schulung der Key-User im Vertrieb vor allen anderen
recommendation: Aus jedem Vertriebsteam lernt eine Person das CRM zwei Tage lang
  gründlich und schult danach die Kollegen.
risk: Eine kurze Vorführung für alle ist nach einer Woche vergessen. Dann führen die
  Leute ihre Kunden wieder in Excel.
other_ways: Kurze Filme und ein Handbuch.
== hafen newsletter declined
name: Newsletter nur mit nachgewiesener Einwilligung
recommendation: Empfänger bestätigen ihre Anmeldung zum Newsletter per Mail, und die
  Einwilligung wird mit Datum gespeichert. Alte Verteiler werden nicht übernommen.
risk: Ohne Nachweis der Einwilligung drohen Abmahnungen, und Mailanbieter stufen den
  Absender als Spam ein.
other_ways: Alte Empfänger einmalig per Brief um Einwilligung bitten.
== hafen probe pending
name: Probelauf der Datenübernahme
recommendation: Die Übernahme der Altdaten wird zweimal vollständig geprobt, mit
  Kontrollsummen am Ende.
risk: Am Wochenende der Umstellung bleibt keine Zeit herauszufinden, warum Salden und
  Stückzahlen nicht stimmen.
other_ways: Ein Probelauf mit einem Zehntel der Daten.
== hafen offline declined
name: Mobile Erfassung, die auch ohne Netz arbeitet
recommendation: Die App des Außendienstes speichert Besuchsberichte auf dem Gerät und
  überträgt sie, sobald wieder Empfang besteht. Fünf Tage.
risk: Im Hafenbecken und in Lagerhallen gibt es kein Netz. Berichte, die dort
  geschrieben werden, gehen sonst verloren.
other_ways: Berichte abends im Büro nachtragen.

== lindner stueckliste self
name: Stücklisten vor dem Umzug prüfen
recommendation: Ihre Konstruktion prüft alle Stücklisten der laufenden Baureihen auf
  fehlende Positionen und falsche Mengeneinheiten. Wir liefern Prüflisten.
risk: Mit falschen Mengen in den Stücklisten bestellt die Disposition zu viel oder zu
  wenig, und die Fertigung steht.
other_ways: Nur die zwanzig meistgebauten Maschinen prüfen.
== lindner jahresende declined
name: Umstellung nicht zum Jahreswechsel
recommendation: Wir stellen an einem Dienstag in der Mitte des Februars um, nach dem
  Jahresabschluss und der Inventur.
risk: Zum Jahreswechsel sind Buchhaltung und Lager ausgelastet. Hakt dann etwas, hat
  niemand einen Tag übrig, und der Abschluss verschiebt sich.
other_ways: Umstellung in Schritten, zuerst der Einkauf.
== lindner wms self
name: Schnittstelle zum Hochregallager schriftlich vereinbaren
recommendation: Auf drei Seiten steht, welche Telegramme zwischen ERP und
  Lagersteuerung laufen, wann, und wer Fehler behebt. Lagerhersteller und wir
  unterschreiben.
risk: Wo zwei Programme sich treffen, glaubt jede Seite, die andere prüfe. Bestände
  weichen ab, und drei Firmen suchen die Ursache, jede bei sich.
other_ways: Die Beschreibung des Lagerherstellers allein.
== lindner monitoring pending template=monitoring
== lindner terminals declined
name: WLAN in der Halle vor den Terminals ausmessen
recommendation: Bevor die Terminals für die Rückmeldung an die Maschinen kommen, misst
  ein Fachbetrieb das WLAN in beiden Hallen aus. Ein Tag.
risk: Zwischen Stahlträgern und Kränen bricht das WLAN ab; Rückmeldungen der Werker
  kommen dann nicht an oder doppelt.
other_ways: Terminals per Kabel anschließen.
== lindner etiketten deferred
name: Etikettendruck ohne Umweg über den Server in München
recommendation: Die Etikettendrucker der Versandlinie werden vor Ort angesteuert.
risk: Fällt die Leitung nach München aus, druckt der Versand keine Etiketten und die
  Lkw warten.
other_ways: Ein Vorrat vorgedruckter Etiketten.

== bellecour liaison self
name: Spécialiste pour la liaison entre la boutique et la comptabilité
recommendation: Un spécialiste met en place la liaison avec votre équipe, en deux
  jours, puis observe les premières commandes réelles pendant une journée.
risk: Si la liaison s'interrompt au milieu d'un transfert, des commandes sont
  comptabilisées deux fois ou pas du tout. La correction prend des semaines.
other_ways: Un fichier chaque nuit au lieu d'une liaison directe.
== bellecour reprise declined
name: Deux répétitions de la reprise des données
recommendation: Nous reprenons toutes les données deux fois avant le grand jour, avec
  comparaison des soldes et des stocks par la comptabilité.
risk: Le week-end de la bascule, le temps manque pour comprendre pourquoi un solde
  diffère.
other_ways: Reprendre seulement les soldes et les postes ouverts.
== bellecour sauvegarde declined
name: Sauvegarde sur un deuxième site et restauration essayée
recommendation: Une copie de la base part chaque nuit vers un autre site. Deux fois
  par an, nous la restaurons sur une machine vide.
risk: Une sauvegarde sur le même serveur est perdue avec lui, ou chiffrée par un
  rançongiciel.
other_ways: Un disque hebdomadaire dans le coffre.
== bellecour virement pending
name: Double validation des virements fournisseurs
recommendation: Le changement de coordonnées bancaires d'un fournisseur et le virement
  sont validés par deux personnes différentes.
risk: Un seul faux courriel bien fait suffit pour qu'un virement parte vers le compte
  d'un fraudeur.
other_ways: Rappeler le fournisseur à chaque changement d'IBAN.
== bellecour articles deferred
name: Nettoyer le fichier articles avant la bascule
recommendation: Les doublons et les articles morts sont écartés, les unités et les
  codes de TVA harmonisés. Nous fournissons des listes.
risk: Des unités fausses donnent un stock faux; les doublons se multiplient.
other_ways: Ne reprendre que les articles vendus depuis deux ans.
== bellecour standard declined
name: Travailler avec le standard avant de développer le calcul des remises
recommendation: Trois mois avec les listes de prix standard, puis décider si le calcul
  des remises de fin d'année doit vraiment être programmé.
risk: Chaque fonction spéciale doit être reprise à chaque nouvelle version.
other_ways: Programmer le calcul des remises dans un module à part, avec des tests.

== vega carga declined
name: Prueba de carga antes de la campaña de neumáticos
recommendation: Seis semanas antes de la campaña probamos la reserva de citas en línea
  con el doble de visitas de la mejor hora del año pasado.
risk: Lo que va rápido con cincuenta visitas puede pararse con cinco mil, y ese día
  poco se puede hacer.
other_ways: Una sala de espera delante de la web.
== vega factura self
name: Certificado y plazos de la factura electrónica
recommendation: Un asesor prepara con ustedes el certificado digital y el calendario
  de envío de facturas a la administración. Un día.
risk: Con un certificado caducado las facturas se rechazan sin aviso, y las sanciones
  llegan meses después.
other_ways: La gestoría envía las facturas a mano.
== vega responsable pending
name: Una persona de Talleres Vega responsable del proyecto
recommendation: Una persona de su casa tiene el proyecto como tarea propia, dos días
  por semana, y puede decidir.
risk: Sin esa persona las preguntas esperan, cada taller decide por su cuenta y nadie
  queda contento.
other_ways: Dos personas con áreas claras.
== vega copia declined
name: Copia de seguridad diaria fuera del taller
recommendation: Cada noche una copia de la base de datos y de las fotos va a otro
  lugar, con acceso propio, y dos veces al año la restauramos.
risk: Una copia en el mismo servidor se pierde con él en un incendio o un robo.
other_ways: Un disco semanal en la caja fuerte.
== vega upgrade deferred template=upgrade_plan
== vega acceptance accepted template=acceptance_real_data
"""

_TEXTS = """
== build nordwind mail en shop | Orders of the weekend missing
Hello Jana,
since Monday we miss about forty shop orders in accounting. The shop shows them as
transferred, our bookkeeper cannot find any posting. Could you have a look today?
Best regards
Tom Kim
Nordwind GmbH, IT
== build nordwind task en shop | Some shop orders were posted twice in accounting
Found by Anna while reconciling March. The connection broke off on Friday night.
== build nordwind mail en shop | Re: Status of the connection
Hi Jana, quick question from our board: where do we stand with the connection between
shop and accounting? They would like a date. Thanks, Anna
== build nordwind task en load | Shop stands still during Black Friday
Checkout took more than 30 seconds with three thousand visitors, many orders were lost.
== build nordwind mail en load | Servers for the sale
Dear Jana, marketing plans a big sale with TV advertising and expects five times our
usual visitors and orders in one hour. Will the shop stand that? Should it be tested?
Regards, Tom
== build nordwind task en test2 | Unfinished work was released together with the hotfix
On the test system both stood side by side, so the unfinished filter went live, too.
== build nordwind mail en training | People need help with the new screens
Hi, our departments keep asking the same questions, mostly to Lena and me. Could somebody
train a few colleagues properly so that they can teach the others? Thank you! Anna
== build nordwind task en voucher | Voucher 20417 redeemed twice
Once in the Hamburg store, once in the web shop. Customer got 50 EUR twice.
== build nordwind mail en none | Meeting on Thursday
Hi Jana, can we move Thursday's meeting to 14:00? Our team has another appointment in
the morning. Best, Tom
== build nordwind task en none | Translate order confirmation to Danish
The shop sends the order confirmation in English to Danish customers.
== build nordwind mail en none | Invoice 2026/0117
Dear Ms Roth, please find attached the remittance advice for your invoice. Our
accounting department will transfer the amount this week. Kind regards, Nordwind GmbH
== build nordwind task en none | Add two test products to the shop
For the photographer: two products that nobody can order, hidden from search.
== build nordwind mail en none | Backup contact during my holidays
Hi Jana, I am away until the 24th. My backup is Lena, she has access to everything.
Tom
== build nordwind task en none | Restore a deleted customer group
Lena deleted the group "Resellers" by mistake; please restore it from last night's
backup.
== build nordwind mail en none | Re: Invitation
Thank you, Anna and I will come.

On Mon, 2 Mar 2026 at 10:12, Jana Roth wrote:
> Dear Tom, as discussed on the phone: we suggest a specialist for the connection
> between the shop and accounting. Lunch is on us, by the way.
> Would Tuesday at noon suit you?
== build nordwind task en none | Duplicate companies in the address book
Merge "Meyer" and "Meyer & Sons", they are one customer with two records.
== build nordwind mail en none | Colours of the newsletter
Hello, the blue in the newsletter is not our blue. It should be #003366. Lena
== build nordwind task en none | Load product pictures faster
Large pictures should be loaded only when they scroll into view.

== build hafen mail de dubletten | Doppelte Kunden
Guten Tag Frau Roth,
wir haben gestern festgestellt, dass zwei unserer Betreuer denselben Kunden angerufen
haben. Die Firma Petersen gibt es dreimal im System. Was können wir tun?
Mit freundlichen Grüßen
Petra Sommer
== build hafen task de dubletten | Liste der Dubletten an Vertrieb schicken
Frau Sommer fragt, wann die Liste mit den doppelten Firmen kommt, ihr Team will anfangen.
== build hafen mail de anmeldung | Ehemaliger Kollege hat noch Zugriff
Hallo Frau Roth, Herr Klaas ist seit März nicht mehr bei uns, konnte sich aber gestern
noch mit seinem alten Konto anmelden. Bitte dringend sperren. Gruß, P. Sommer
== build hafen task de newsletter | Abmahnung wegen Newsletter
Ein Empfänger hat nie eingewilligt, der Anwalt verlangt einen Nachweis.
== build hafen mail de offline | Besuchsberichte weg
Hallo, unser Außendienst beschwert sich: im Lagerhaus 7 war kein Netz, und drei
Besuchsberichte sind verschwunden. Kann die App das nicht zwischenspeichern? Petra Sommer
== build hafen mail de probe | Wochenende der Umstellung
Guten Tag, bevor wir die Altdaten übernehmen: wird das vorher einmal vollständig
geprobt, oder läuft das am Wochenende zum ersten Mal? Gruß Sommer
== build hafen mail de none | Terminverschiebung
Guten Tag Frau Roth, können wir den Termin am Donnerstag auf 14 Uhr verschieben? Zwei
Personen aus dem Vertrieb sind im Urlaub. Viele Grüße, Petra Sommer
== build hafen task de none | Feld "Branche" in der Firmenmaske umbenennen
Der Vertrieb möchte "Segment" lesen.
== build hafen mail de none | Rechnung März
Guten Tag, die Rechnung vom 31.03. ist freigegeben und wird diese Woche bezahlt. Bitte
künftig an rechnung@hafen.test. Mit freundlichen Grüßen, Buchhaltung
== build hafen task de none | Anmeldung zur Messe im Kalender anzeigen
Besucher der Messe melden sich über die Webseite an, der Vertrieb sieht sie im Kalender.
== build hafen mail de none | Bestellungen fehlen in der Buchhaltung
Guten Tag, in der Buchhaltung fehlen seit Montag Bestellungen aus dem Shop, manche sind
doppelt gebucht. Wer schaut sich die Verbindung an? Gruß, P. Sommer
== build hafen task de none | Newsletter-Vorlage: Logo austauschen
Neues Logo liegt in der Ablage.
== build hafen mail de none | AW: Schulungsraum
Hallo, der Schulungsraum im zweiten Stock ist am Montag frei, Beamer ist da.
Gruß Sommer
== build hafen task de none | Mobile Ansicht: Schaltfläche abgeschnitten
Auf kleinen Telefonen ist "Speichern" nicht zu sehen.
== build hafen mail de none | Passwort vergessen
Hallo, ich habe mein Passwort vergessen, bitte setzen Sie es zurück. Danke, J. Harms

== build lindner task de stueckliste | Disposition bestellt zu viele Lager
In der Stückliste der LX40 steht die Menge in Metern statt in Stück.
== build lindner mail de stueckliste | Stand Stücklisten
Hallo Herr Kern, wie angekündigt prüft unsere Konstruktion die Stücklisten der
laufenden Baureihen selbst. Bis wann brauchen Sie das Ergebnis? Gruß Uwe Brandt
== build lindner mail de jahresende | Wann stellen wir um?
Guten Tag, die Geschäftsführung möchte unbedingt zum 1. Januar umstellen. Buchhaltung
und Lager sagen, das sei wegen Abschluss und Inventur nicht zu schaffen. Was meinen Sie?
Uwe Brandt
== build lindner task de wms | Bestände im Hochregallager weichen vom ERP ab
Lagerhersteller sagt, seine Telegramme seien richtig.
== build lindner mail de terminals | Rückmeldungen kommen doppelt
Hallo Herr Kern, in Halle 2 melden die Werker an den Terminals zurück, und die Hälfte
kommt doppelt oder gar nicht an. Am Kran ist der Empfang schlecht. Gruß Brandt
== build lindner task de etiketten | Versand steht, keine Etiketten
Seit 6 Uhr ist die Leitung nach München gestört, die Lkw warten.
== build lindner mail en monitoring | Nobody noticed that the interface stood still
Dear Ole, the transfer to the tax adviser has not run for nine days and nobody got a
message. Our customer called us first. Can it be watched? Uwe
== build lindner mail de none | Urlaub
Guten Tag Herr Kern, ich bin vom 3. bis 14. August im Urlaub. Vertretung: Frau Adler aus
der Konstruktion. Gruß Uwe Brandt
== build lindner task de none | Maschinenfoto auf dem Angebot
Auf der ersten Seite rechts oben.
== build lindner mail de none | Inventurliste drucken
Hallo, wie druckt man die Zählliste für die Inventur nach Lagerplatz sortiert? Frau
Adler findet es nicht. Gruß
== build lindner task de none | Etikett: Schrift größer
Die Artikelnummer auf dem Etikett ist aus zwei Metern nicht lesbar.
== build lindner mail de none | Wochenbericht
Hallo Herr Kern, danke für den Bericht. Keine Anmerkungen. Uwe Brandt
== build lindner task de none | Terminal: Sprache auf Polnisch umstellen
Zwei Werker der Nachtschicht sprechen kein Deutsch.
== build lindner mail de none | Einladung zum Sommerfest
Liebe Partner, wir laden Sie am 4. Juli zu unserem Sommerfest in Halle 2 ein. Für Essen
und Trinken ist gesorgt. Bitte melden Sie sich bis zum 20. Juni zurück.
== build lindner task de none | Newsletter ohne Einwilligung verschickt
Marketing hat den alten Verteiler benutzt, ein Empfänger beschwert sich.

== build bellecour mail fr liaison | Commandes en double
Bonjour, depuis vendredi plusieurs commandes de la boutique sont comptabilisées deux
fois. La liaison s'est interrompue dans la nuit. Pouvez-vous regarder? Camille Roux
== build bellecour task fr reprise | Soldes différents après la reprise
La comptabilité trouve 14 000 EUR d'écart entre l'ancien système et le nouveau.
== build bellecour mail fr sauvegarde | Serveur chiffré
Bonjour, notre serveur a été chiffré cette nuit par un rançongiciel. La sauvegarde était
sur la même machine. Que pouvons-nous restaurer? Merci de rappeler. C. Roux
== build bellecour mail fr virement | Faux courriel d'un fournisseur
Bonjour, un virement de 8 000 EUR est parti vers un mauvais compte: le changement de
coordonnées bancaires venait d'un faux courriel. Camille Roux
== build bellecour task fr articles | Le stock est faux pour les articles en cartons
Deux articles pour le même produit, l'un en pièces, l'autre en cartons.
== build bellecour mail fr none | Rendez-vous de jeudi
Bonjour Madame, pourrions-nous déplacer le rendez-vous de jeudi à 15 heures? Notre
équipe est en déplacement le matin. Cordialement, Camille Roux
== build bellecour task fr none | Traduire le bon de livraison en allemand
Pour les clients suisses.
== build bellecour mail fr none | Facture de mars
Bonjour, votre facture du mois de mars a été validée par la comptabilité. Le virement
partira vendredi. Bonne journée.
== build bellecour mail fr none | Photos des articles
Bonjour, voici les photos des nouveaux articles pour la boutique. Merci de les mettre en
ligne avant lundi. Camille
== build bellecour task fr none | Remise de 5 % pour le client Durand
À saisir dans sa liste de prix.
== build bellecour mail en none | Data sheet
Dear Ms Roth, please send us the data sheet of the label printer again. Best, C. Roux
== build bellecour task fr none | Panne de la réservation en ligne pendant la campagne
Trop de visites, la page ne répond plus.

== build vega mail es carga | La web de citas no responde
Buenos días, desde las ocho la reserva de citas va lentísima. Hemos empezado la campaña
de neumáticos y hay miles de visitas. ¿Qué podemos hacer? Lucía Vega
== build vega task es factura | Facturas rechazadas por la administración
El certificado digital caducó el domingo.
== build vega mail es copia | Robo en el taller de Getafe
Hola, esta noche nos han robado el servidor. La copia de seguridad estaba en el mismo
armario. ¿Tienen ustedes otra copia de la base de datos? Lucía
== build vega mail en upgrade | Which version are we on?
Hi Jana, our IT partner says that the security updates of our version end in October.
When could we plan the upgrade, and what would it cost? Lucía
== build vega task es responsable | Cada taller decide por su cuenta el horario de citas
Nadie puede decidir en la central, las preguntas llevan tres semanas esperando.
== build vega mail es none | Reunión del martes
Hola Jana, ¿podemos cambiar la reunión del martes al miércoles a las diez? Gracias, Lucía
== build vega task es none | Cambiar el logotipo de la factura
El nuevo está en la carpeta compartida.
== build vega mail es none | Fotos de los coches
Hola, les envío las fotos del taller de Getafe para la web. Un saludo, Lucía
== build vega task en none | Acceptance: key users found two differences with real data
Discount of fleet customers, address of the second site. Both to be put right.
== build vega mail es none | Factura de abril
Buenos días, adjunto la copia de la factura de abril firmada. La gestoría la paga el
viernes. Lucía Vega
== build vega task es none | Neumáticos: añadir la marca Norte al catálogo
Doce referencias, tarifa adjunta.
== build vega mail es none | Pedidos duplicados en contabilidad
Hola, varios pedidos de la tienda aparecen contabilizados dos veces. Lucía

== unseen nordwind mail en shop | Accounting asks about returns
Hi Jana, Anna's people say that returns from the shop never show up in accounting, and
some gift card payments are there two times. Is that the transfer? Cheers, Tom
== unseen nordwind mail en shop | Shop interface
Dear Jana, our colleague who was to set up the connection to accounting has left the
company. Could your specialist take it over after all? Kind regards, Tom Kim
== unseen nordwind task en load | Timeouts at checkout last night
After the influencer's post ten thousand visitors came within the hour and the servers
did not keep up. Orders were lost.
== unseen nordwind mail en test2 | A separate system for acceptance?
Hello Jana, our key users complain that what they test today is gone tomorrow because
development goes on in the same system. Is there a way to have two? Anna
== unseen nordwind task en training | Key users ask for two more days of training
The departments want to train their colleagues themselves after that.
== unseen nordwind mail en voucher | Strange vouchers
Hi Jana, the auditors found vouchers with the same number, one sold in the web shop and
one in the Kiel store. Both were redeemed. How can that be? Anna Berg
== unseen nordwind mail en none | Christmas cards
Dear Jana, whom in your team shall we send our Christmas cards to? Two or three names
are enough. Anna
== unseen nordwind task en none | Accounting: new tax code for Norway
Customers in Norway pay 25 % from May on.
== unseen nordwind mail en none | Order of office chairs
Hi, did your order of chairs from our shop arrive? Twelve pieces, two in black. Best
regards, Nordwind customer service
== unseen nordwind task en none | Test mail to all voucher customers looks broken in Outlook
The picture is too wide.
== unseen nordwind mail en none | Re: Re: Offer
Signed, see attachment. Thanks a lot for the quick answer and have a nice weekend! Tom

> On 27 Feb Jana Roth wrote:
> Please find our offer for the load test attached. About six weeks before the peak we
> test with twice the visitors and orders of last year's best hour.
== unseen nordwind task en none | Show delivery time on the product page
Two to three days for what is in stock, else "on request".
== unseen nordwind mail en none | Server of our telephone system
Hello, our telephone provider needs the address of your test server because of a
firewall rule. Lena
== unseen nordwind task en none | Second address line is cut off on the label
Longer than 30 characters.
== unseen nordwind mail en none | Copy of the backup protocol
Dear Jana, our auditor would like to see the protocol of the last restore trial that you
did with us in January. Could you send it once more? Anna
== unseen nordwind task en none | Salespeople see the same company twice in the list
Only a filter: the archived ones should be hidden.
== unseen nordwind mail en none | Training for the new cash desk in Kiel
Hi, the supplier of the cash desk trains our store staff on Monday, so nobody will
answer the phone there. Lena

== unseen hafen mail de dubletten | Zwei Angebote an dieselbe Firma
Guten Tag Frau Roth, die Reederei Ahlers hat zwei verschiedene Angebote von uns
bekommen, weil sie doppelt angelegt ist. Peinlich. Wie weit ist die Bereinigung? P. Sommer
== unseen hafen mail de anmeldung | Gemeinsames Passwort
Hallo, in der Disposition benutzen alle dasselbe Konto mit einem gemeinsamen Passwort.
Unser Datenschützer fragt nach einem zweiten Faktor. Was schlagen Sie vor? Sommer
== unseen hafen task de schulung | Vertrieb führt Kunden weiter in Excel
Nach der kurzen Vorführung im Februar benutzt kaum jemand das CRM.
== unseen hafen mail de newsletter | Unsere Mails landen im Spam
Guten Tag, seit der letzten Aussendung stufen uns die Mailanbieter als Spam ein. Wir
hatten den alten Verteiler genommen. Was nun? Petra Sommer
== unseen hafen task de offline | App ohne Empfang benutzbar machen
Wunsch des Außendienstes: Berichte am Kai erfassen und später übertragen.
== unseen hafen mail de probe | Kontrollsummen
Guten Tag, nach der Übernahme stimmen die Stückzahlen nicht mit dem Altsystem überein.
Hätten wir das nicht proben sollen? Gruß, Sommer
== unseen hafen mail de none | Parkplatz
Guten Tag, bitte melden Sie sich am Empfang an, wir reservieren einen Parkplatz.
Petra Sommer
== unseen hafen task de none | Firmenwagen als Produkt anlegen
Für die interne Verrechnung, Preis je Kilometer.
== unseen hafen mail de none | AW: Angebot
Vielen Dank, wir nehmen das Angebot zur Auswertung der Besuche an. Freigabe anbei.
Mit freundlichen Grüßen, Petra Sommer
== unseen hafen task de none | Bericht: Besuche je Außendienstmitarbeiter
Als Balken, nach Monat.
== unseen hafen mail de none | Ansprechpartner gewechselt
Guten Tag, Ansprechpartnerin für alle Fragen zum Vertrieb ist ab Mai Frau Harms.
Freundliche Grüße, Sommer
== unseen hafen task de none | Mail an Kunden mit falscher Anrede
"Sehr geehrte Herr".
== unseen hafen mail de none | Stücklisten
Hallo, können Sie für unsere Werkstatt auch Stücklisten abbilden, mit Mengeneinheiten
und Positionen? Wäre interessant. P. Sommer
== unseen hafen task de none | Datum der letzten Übernahme im Bericht zeigen
Nur für die Bereichsleitung.
== unseen hafen mail en none | Two invoices
Dear Jana, we received invoice 118 twice, by mail and by letter. Please confirm that we
pay only once. Petra
== unseen hafen task de none | Netzlaufwerk für Angebote einbinden
Der Vertrieb legt Angebote als PDF ab.

== unseen lindner mail de stueckliste | Fehlende Teile an der LX60
Hallo Herr Kern, gestern stand die Fertigung, weil in der Stückliste der LX60 zwei
Positionen fehlten. Unsere Konstruktion ist noch nicht durch. Gruß Brandt
== unseen lindner task de jahresende | Jahresabschluss verzögert sich wegen der Umstellung
Buchhaltung und Lager arbeiten doppelt.
== unseen lindner mail de wms | Wer behebt Fehler der Lagersteuerung?
Hallo, heute früh kamen wieder Telegramme nicht an. Der Lagerhersteller verweist auf
Sie, Sie auf ihn. Gibt es eine schriftliche Vereinbarung? Uwe Brandt
== unseen lindner task de terminals | WLAN-Abbrüche an den Maschinen in Halle 1
Werker müssen die Rückmeldung dreimal eingeben.
== unseen lindner mail de etiketten | Drucker im Versand
Guten Tag, gestern konnten wir zwei Stunden lang keine Etiketten drucken, weil der
Server in München nicht erreichbar war. Wie war Ihr Vorschlag noch? Brandt
== unseen lindner mail en monitoring | Alarm for the interfaces
Hi Ole, after last week's silence: can each interface send a message to two people when
something waits too long? Uwe Brandt
== unseen lindner mail de none | Rechnungsadresse
Guten Tag, unsere Rechnungsadresse hat sich geändert: Lindner Maschinenbau KG, Am
Wasserturm 4. Bitte ändern. Adler, Buchhaltung
== unseen lindner task de none | Urlaubskalender der Konstruktion
Als eigene Ansicht.
== unseen lindner mail de none | Server-Umzug München
Hallo, am Samstag zieht unser Server in München in ein anderes Rechenzentrum. Betroffen
ist nur das Dateiarchiv. Zur Kenntnis. Uwe Brandt
== unseen lindner task de none | Stückliste als PDF an den Lieferanten mailen
Mit Zeichnungen im Anhang.
== unseen lindner mail de none | AW: Termin
Dienstag in der Mitte des Monats passt, 10 Uhr, in der Halle am Eingang. Gruß
== unseen lindner task de none | Menge in Spalte B runden
Zwei Nachkommastellen genügen.
== unseen lindner mail de none | Doppelte Firmen
Hallo, im Lieferantenstamm gibt es einige Firmen doppelt. Kann man die zusammenführen?
Gruß, Adler
== unseen lindner task de none | Versandart Selbstabholer ergänzen
Ohne Etikett und ohne Frachtbrief.
== unseen lindner mail de none | Fotos der neuen Halle
Guten Tag, anbei die Fotos der neuen Halle mit Kran für Ihre Webseite. Beste Grüße
== unseen lindner task en none | Message on the terminal when a shift ends
"Thank you and good night", in German and Polish.

== unseen bellecour mail fr liaison | Où en est la liaison?
Bonjour, notre direction demande où en est la liaison entre la boutique et la
comptabilité que notre équipe devait mettre en place. Camille Roux
== unseen bellecour task fr liaison | Commandes absentes de la comptabilité
Vingt commandes du week-end n'ont pas été transférées.
== unseen bellecour mail fr reprise | Écart de stock
Bonjour, après la bascule les stocks ne correspondent pas à ceux de l'ancien système.
Pouvez-vous refaire la reprise des données? C. Roux
== unseen bellecour task fr sauvegarde | Vérifier qu'on peut restaurer la base
Demande de l'assureur: sauvegarde hors du site et essai de restauration.
== unseen bellecour mail fr standard | Calcul des remises
Bonjour, la nouvelle version a cassé notre calcul des remises de fin d'année. Combien de
temps pour le reprendre? Camille
== unseen bellecour mail fr articles | Doublons
Bonjour, nos vendeurs trouvent deux ou trois fiches pour le même article, avec des
unités différentes. Peut-on nettoyer le fichier? Merci, Camille Roux
== unseen bellecour mail fr none | Vacances d'été
Bonjour, nos bureaux seront fermés du 3 au 21 août. Deux personnes restent joignables.
Bel été, Camille Roux
== unseen bellecour task fr none | Ajouter le site de Lyon comme entrepôt
Adresse et horaires en pièce jointe.
== unseen bellecour mail fr none | Commande de matériel
Bonjour, pouvez-vous nous recommander un lecteur de codes-barres? Nous en commanderons
deux. Cordialement
== unseen bellecour task fr none | Site web: la page des virements SEPA en anglais
Traduction fournie.
== unseen bellecour mail fr none | RE: compte rendu
Merci pour le compte rendu, rien à ajouter. Bonne fin de semaine. C. Roux
== unseen bellecour task fr none | Unité "palette" à créer
Une palette contient 48 cartons.
== unseen bellecour mail fr none | Certificat
Bonjour, le certificat de notre messagerie expire en juin. Est-ce que cela vous concerne?
Camille

== unseen vega mail es carga | Próxima campaña
Hola Jana, en noviembre empieza otra vez la campaña de neumáticos. El año pasado la web
se paró. ¿Aguantará las visitas esta vez? Un saludo, Lucía
== unseen vega mail es factura | Sanción
Buenos días, hemos recibido una sanción por enviar facturas electrónicas fuera de plazo.
Nuestra gestoría no sabía nada. ¿Podemos hablar? Lucía Vega
== unseen vega task es copia | Recuperar las fotos perdidas en el incendio
El servidor del taller se quemó, no hay copia.
== unseen vega mail es responsable | ¿Quién decide?
Hola, nuestros talleres no se ponen de acuerdo y el proyecto se retrasa. Quizá
necesitamos una persona que sea responsable. ¿Qué nos aconsejan? Lucía
== unseen vega task en upgrade | Three versions behind: upgrade gets larger
Security updates have ended.
== unseen vega mail es none | Horario de verano
Buenos días, en agosto los talleres abren solo por la mañana. Cambien por favor el
horario en la web. Gracias, Lucía
== unseen vega task es none | Campo de matrícula obligatorio
Al crear la cita.
== unseen vega mail es none | Copia del contrato
Hola, ¿nos pueden enviar una copia del contrato de mantenimiento? La necesita la
gestoría. Lucía
== unseen vega task es none | Persona de contacto por defecto en la cita
La última que vino con el coche.
== unseen vega mail es none | Prueba de correo
Esto es una prueba, no hace falta contestar. Lucía
== unseen vega task es none | Carga masiva de tarifas desde Excel
Columnas: referencia, precio, descuento.
== unseen vega mail es none | Transferencia a proveedor
Hola, el proveedor nos ha cambiado la cuenta bancaria por correo. ¿Cómo lo cambiamos en
la ficha? Lucía
== unseen vega task en none | Acceptance of the new invoice layout with real data
Three cases from fleet customers.
"""


def _advice():
    fields = ("name", "recommendation", "risk", "other_ways")
    for block in re.split(r"^== ", _ADVICE, flags=re.M)[1:]:
        head, _newline, rest = block.partition("\n")
        customer, key, decision, *template = head.split()
        # A line that is indented goes on with the text of the line above.
        lines = re.sub(r"\n\s+", " ", rest).strip().splitlines()
        texts = dict(line.split(": ", 1) for line in lines)
        template = template[0].removeprefix("template=") if template else ""
        texts = [texts.get(field, "") for field in fields]
        yield Advice(customer, key, decision, template, *texts)


def _texts():
    for block in re.split(r"^== ", _TEXTS, flags=re.M)[1:]:
        head, _newline, body = block.partition("\n")
        labels, _bar, subject = head.partition(" | ")
        half, customer, kind, lang, advice = labels.split()
        advice = advice if advice != "none" else ""
        yield Text(half, customer, kind, lang, advice, subject, body.strip())


ADVICE = list(_advice())
TEXTS = list(_texts())
