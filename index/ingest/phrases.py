"""Phrases that pages use around an article, in lower case.

A language that is missing here costs the facts that its phrases announce; body and furniture are
told apart by the shape of the lines first.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    """Return the phrases, one a line; the longest first, so that no prefix hides a longer one."""
    return tuple(sorted(filter(None, map(str.strip, text.splitlines())), key=len, reverse=True))


PUBLISHED: Final = _words(
    "published posted first-published publication date created issued publié publiée publie paru"
    " parue diffusé veröffentlicht erschienen erstellt datum опубликовано опубликована дата"
    " публикации создано размещено publicado publicada fecha data publicação publicación publicat"
    " publicada data publicació argitaratua argitalpena pubblicato pubblicata creato creata"
    " gepubliceerd geplaatst gepubliseer publicerad publicerat publiceret udgivet offentliggjort"
    " publisert julkaistu avaldatud publicēts publicēta paskelbta opublikowano opublikowana"
    " publikacji publikováno vydáno zveřejněno vydané zverejnené publikované objavljeno objavljen"
    " objavljena објављено publikovano публикувано публикувана публикуван објавено publicat"
    " publicată közzétéve megjelent publikálva yayınlanma yayınlandı yayımlanma yayımlandı tarihi"
    " dərc edilib δημοσίευση δημοσιεύτηκε δημοσιεύθηκε опубліковано опублікована апублікавана"
    " жарияланды жарияланған эълон qilingan qilindi հրապարակված հրապարակվել გამოქვეყნდა"
    " გამოქვეყნებულია тарихи нийтэлсэн diterbitkan terbit tayang dipublikasikan diterbit dimuat"
    " ditayangkan disiarkan tarikh inilathala nailathala imechapishwa ilichapishwa đăng xuất bản"
    " cyhoeddwyd foilsithe botuar publikuar publikuar gepost نشر نُشر نشرت تاريخ النشر منشور"
    " منتشر انتشار شده تاریخ شائع اشاعت خپور خپرېدو بڵاوکراوەتەوە بڵاوکرایەوە بەرواری פורסם פורסמה"
    " תאריך प्रकाशित प्रकाशन तिथि प्रसारित प्रकाशनाची প্রকাশিত প্রকাশ প্রকাশের வெளியிடப்பட்டது"
    " வெளியீடு ప్రచురణ ప్రచురించబడింది ಪ್ರಕಟಣೆ ಪ್ರಕಟಿಸಲಾಗಿದೆ പ്രസിദ്ധീകരിച്ചത് પ્રકાશિત"
    " ਪ੍ਰਕਾਸ਼ਿਤ ප්‍රකාශිත"
    " เผยแพร่ เผยแพร่เมื่อ เผยแพร่แล้ว โพสต์ วันที่เผยแพร่ ផ្សាយ ចេញផ្សាយ เมื่อ ታተመ የታተመው ተለጠፈ"
    " 公開 公開日 公開日時 掲載 掲載日 配信 配信日時 配信日 発行 発行日 投稿日 投稿 登録日 初出"
    " 日付"
    " 发布 发布时间 发布于 发布日期 发表于 发表 發布 發布時間 發布日期 發布於 發表 發表於 發佈"
    " 發佈時間"
    " 时间 時間 刊登 日期 입력 등록 발행 게시 기사입력 등록일 입력시간 작성 송고 승인"
)
UPDATED: Final = _words(
    "updated update modified last-updated edited changed revised actualisé actualisée modifié"
    " modifiée jour aktualisiert geändert stand zuletzt обновлено обновлена изменено изменён"
    " изменена actualizado actualizada modificado modificada atualizado atualizada aggiornato"
    " aggiornata aggiornamento modificato actualitzat actualitzada eguneratua bijgewerkt gewijzigd"
    " bygewerk opgedateer uppdaterad uppdaterat ändrad opdateret oppdatert päivitetty muokattu"
    " uuendatud muudetud atjaunots atnaujinta zaktualizowano aktualizacja aktualizacji"
    " aktualizováno aktualizace aktualizované upravené ažurirano posodobljeno ажурирано обновена"
    " обновен актуализирана actualizat actualizată frissítve módosítva frissült güncelleme"
    " güncellendi güncellenme yenilənib ενημέρωση ενημερώθηκε оновлено змінено абноўлена жаңартылды"
    " yangilangan թարմացվել թարմացված განახლდა განახლებულია шинэчилсэн diperbarui pembaruan"
    " dikemaskini kemaskini in-update imesasishwa cập nhật diweddarwyd nuashonraithe përditësuar"
    " përditësimi تحديث حُدث حدث بروزرسانی به‌روزرسانی به‌روز روزرسانی آپدیت تازہ"
    " نوێکراوەتەوە עודכן"
    " עדכון עודכנה अपडेट अद्यतन अपडेटेड অপডেট আপডেট হালনাগাদ புதுப்பிக்கப்பட்டது அப்டேட்"
    " నవీకరించబడింది"
    " అప్డేట్ ನವೀಕರಿಸಲಾಗಿದೆ അപ്ഡേറ്റ് અપડેટ ਅਪਡੇਟ อัปเดต อัพเดต อัปเดตล่าสุด ปรับปรุง แก้ไข ተሻሽሏል"
    " 更新 更新日 更新日時 最終更新 最終更新日 最終更新日時 更新时间 更新時間 更新于 更新於"
    " 最后更新"
    " 最後更新 修改 改 수정 업데이트 최종수정 최종편집 기사수정 수정일"
)
AROUND_DATES: Final = _words(
    "at on the of first last date dated time o'clock hrs uhr um am den der vom le la les à mis mise"
    " el del de en a las los em às il alle ore op om den klo kl dne v ve в на г г. года год от"
    " o godz saat р року from since ago in h local hora horas heure dia día día ora orele hodin"
    " ob ura u sati года роки годин час сағат soat ժամը ساعت ساعة الساعة عند في بتاريخ على يوم روز"
    " بتوقيت غرينتش کاتژمێر سەعات لە שעה בשעה ב בתאריך यह को बजे समय पर सुबह টায় টা সময় বুধবার"
    " மணி நேரம் సమయం గంటలకు ਵਜੇ વાગ્યે เวลา น วันที่ น. โมง lúc giờ ngày pukul jam wib"
    " wita wit pada"
    " jam noong nang alas ika saa στις ώρα την του kell kello kl. plkst val klukkan óra"
    " órakor ကျင်း"
    " 日時 作成 記事 時点 现在 于 於 ist edt est gmt utc bst cet cest"
)
TIMES_AGO: Final = _words(
    "ago vor назад hace há fa il-y-a sedan siden temu před önce geleden sitten tagasi"
    " тому преди пре prije pre înainte előtt πριν منذ قبل پیش لەمەوپێش לפני पहले আগে முன்பு క్రితం"
    " ที่แล้ว trước"
    " yang lalu nakalipas iliyopita 前 전"
)
BY: Final = _phrases(
    """by
    written by
    story by
    report by
    words by
    author:
    authors:
    von
    autor:
    autorin:
    par
    auteur:
    por
    autora:
    di
    autore:
    door
    av
    af
    автор:
    авторы:
    автор
    текст:
    autor
    text:
    kirjoittaja:
    yazar:
    بقلم
    الكاتب:
    文／
    文/
    記者：
    作者：
    作者:
    執筆：
    """
)
IN_NAMES: Final = _words(
    "von vom van der den de del della dello di da dal do dos das du des la le les lo los el al"
    " il ten ter te zu zur zum af av y e i und and et en og och ja a & with mit bin ibn bint abu"
    " d' o' ap ben st i. и й та і ve και"
)
"""Words in small letters in the names of persons and between two such names."""
NOTES: Final = _phrases(
    """summarized by
    summarised by
    automatically generated
    automatically translated
    machine translated
    generated by
    translated by
    translated from
    written with the help of
    zusammengefasst von
    übersetzt von
    übersetzt aus
    automatisch übersetzt
    résumé par
    traduit par
    traduit de
    resumido por
    traducido por
    traducido del
    traduzido por
    traduzido de
    riassunto da
    tradotto da
    перевод:
    переведено
    пересказ
    přeložil
    přeložila
    翻訳：
    翻译：
    """
)
RELATED: Final = _phrases(
    """read more
    read also
    read next
    also read
    see also
    see more
    related
    related articles
    related article
    related stories
    related story
    related content
    related news
    related topics
    related posts
    related coverage
    related links
    related reading
    more on this story
    more from
    more stories
    more news
    more on this
    you may also like
    you might also like
    recommended
    recommended for you
    recommended stories
    further reading
    keep reading
    don't miss
    most read
    most popular
    most viewed
    trending
    trending now
    top stories
    latest news
    latest stories
    up next
    what to read next
    in other news
    mehr zum thema
    mehr dazu
    mehr lesen
    mehr aus
    lesen sie auch
    lesen sie mehr
    lesen sie dazu
    auch interessant
    das könnte sie auch interessieren
    das könnte sie interessieren
    das könnte dich auch interessieren
    weitere artikel
    weitere themen
    weitere nachrichten
    siehe auch
    meistgelesen
    zum thema
    lire aussi
    à lire aussi
    a lire aussi
    lire également
    à lire également
    lire la suite
    voir aussi
    sur le même sujet
    sur le même thème
    à découvrir
    articles liés
    les plus lus
    les plus lues
    dans la même rubrique
    nos lecteurs ont lu ensuite
    leer más
    lea también
    lea más
    leer también
    le puede interesar
    te puede interesar
    también te puede interesar
    ver también
    ver más
    más información
    más noticias
    más sobre
    noticias relacionadas
    relacionado
    relacionados
    artículos relacionados
    lo más leído
    lo más visto
    además
    leia também
    leia mais
    veja também
    veja mais
    saiba mais
    relacionadas
    matérias relacionadas
    notícias relacionadas
    mais lidas
    mais notícias
    leggi anche
    leggi di più
    leggi tutto
    vedi anche
    articoli correlati
    potrebbe interessarti
    potrebbe interessarti anche
    i più letti
    lees ook
    lees meer
    zie ook
    gerelateerd
    meest gelezen
    läs också
    läs mer
    läs även
    relaterat
    les også
    les mer
    læs også
    læs mere
    lue myös
    czytaj także
    czytaj też
    czytaj więcej
    zobacz także
    zobacz też
    polecane
    przeczytaj także
    čtěte také
    čtěte více
    přečtěte si také
    více k tématu
    související články
    související
    nejčtenější
    čítajte aj
    súvisiace články
    читайте также
    читать также
    читайте ещё
    читать далее
    смотрите также
    см. также
    по теме
    материалы по теме
    новости по теме
    ещё по теме
    еще по теме
    другие новости
    другие материалы
    похожие новости
    похожие материалы
    самое читаемое
    популярное
    главное за день
    рекомендуем
    подробнее
    читайте також
    за темою
    прочетете още
    ilgili haberler
    ayrıca okuyun
    δείτε επίσης
    διαβάστε επίσης
    اقرأ أيضا
    اقرأ أيضًا
    اقرأ ايضا
    اقرأ المزيد
    مواضيع ذات صلة
    مقالات ذات صلة
    قد يهمك
    עוד בנושא
    קראו גם
    関連記事
    関連ニュース
    関連項目
    関連リンク
    関連情報
    あわせて読みたい
    合わせて読みたい
    こちらもおすすめ
    おすすめ記事
    人気記事
    アクセスランキング
    相关阅读
    相关新闻
    相关文章
    延伸阅读
    推荐阅读
    相關新聞
    相關文章
    延伸閱讀
    推薦閱讀
    関連キーワード
    관련기사
    관련 기사
    많이 본 뉴스
    """
)
"""Phrases that announce other articles: alone, or before a headline and a colon."""
BELOW: Final = _phrases(
    """comments
    comment
    leave a comment
    leave a reply
    post a comment
    add a comment
    join the conversation
    join the discussion
    view comments
    show comments
    load comments
    read comments
    about the author
    about the authors
    kommentare
    kommentar schreiben
    kommentieren
    commentaires
    laisser un commentaire
    comentarios
    comentários
    deja un comentario
    deja tu comentario
    enviá tu comentario
    deixe um comentário
    commenti
    lascia un commento
    reacties
    kommentarer
    komentáře
    diskuse
    komentarze
    komentáre
    комментарии
    комментариев
    комментария
    оставить комментарий
    добавить комментарий
    коментарі
    yorumlar
    تعليقات
    التعليقات
    コメント
    评论
    留言
    댓글
    """
)
"""Phrases that begin the furniture below an article and never stand inside a body."""
ASIDE: Final = _phrases(
    """share
    share this
    share this story
    share this article
    share this post
    share on
    click to share
    click to email
    tags
    tags:
    tagged
    topics
    topics:
    filed under
    filed under:
    posted in
    newsletter
    newsletters
    sign up for
    subscribe
    subscribe to
    subscribe now
    get the latest
    follow us
    follow us on
    contact us
    about us
    privacy policy
    terms of use
    terms of service
    advertisement
    advertising
    copy link
    story continues below
    continue reading
    continue reading the main story
    themen:
    schlagworte:
    artikel teilen
    teilen
    anzeige
    werbung
    newsletter abonnieren
    impressum
    datenschutz
    partager
    s'abonner
    abonnez-vous
    inscrivez-vous
    recevoir la newsletter
    publicité
    mentions légales
    comentar
    compartir
    compartilhar
    compartilhe
    suscríbete
    publicidad
    publicidade
    aviso legal
    condividi
    iscriviti alla newsletter
    pubblicità
    delen
    dela
    annons
    sdílet
    sdílet článek
    reklama
    udostępnij
    комментировать
    поделиться
    теги
    теги:
    метки:
    подписаться
    подпишитесь
    подписывайтесь
    реклама
    пользовательское соглашение
    политика конфиденциальности
    paylaş
    シェア
    シェアする
    タグ
    ツイート
    メールマガジン
    プライバシーポリシー
    分享
    广告
    廣告
    """
)
"""Phrases that ask a reader to share, subscribe or pay, at any place on a page."""
RIGHTS: Final = _phrases(
    """all rights reserved
    alle rechte vorbehalten
    tous droits réservés
    tous droits de reproduction
    todos los derechos reservados
    todos os direitos reservados
    tutti i diritti riservati
    alle rechten voorbehouden
    med ensamrätt
    alle rettigheder forbeholdes
    všechna práva vyhrazena
    wszelkie prawa zastrzeżone
    все права защищены
    всі права захищені
    tüm hakları saklıdır
    جميع الحقوق محفوظة
    無断転載を禁じます
    無断転載禁止
    版权所有
    版權所有
    """
)
ABOVE: Final = _phrases(
    """skip to content
    skip to main
    skip to navigation
    skip navigation
    jump to content
    jump to navigation
    jump to main
    you are here
    print this
    print page
    print article
    listen to this
    listen to article
    back to all
    back to list
    back to overview
    back to news
    back to home
    open menu
    close menu
    toggle menu
    toggle navigation
    reading mode
    text size
    font size
    dark mode
    zum inhalt
    zum hauptinhalt
    direkt zum inhalt
    zur navigation
    sie sind hier
    seite drucken
    artikel drucken
    artikel anhören
    zurück zur übersicht
    aller au contenu
    aller à la navigation
    vous êtes ici
    imprimer
    écouter cet article
    écouter l'article
    retour à la liste
    retour à l'accueil
    saltar al contenido
    ir al contenido
    está aquí
    usted está aquí
    imprimir
    escuchar este artículo
    escuchar el artículo
    volver a
    ir para o conteúdo
    pular para o conteúdo
    você está aqui
    ouvir este artigo
    vai al contenuto
    salta al contenuto
    ti trovi qui
    stampa questa
    ascolta l'articolo
    ga naar inhoud
    ga naar de inhoud
    naar de inhoud
    u bent hier
    hoppa till innehåll
    gå till innehåll
    till innehållet
    hopp til innhold
    gå til indhold
    siirry sisältöön
    olet tässä
    tulosta sivu
    przejdź do treści
    jesteś tutaj
    drukuj
    přejít k obsahu
    přeskočit na obsah
    ugrás a tartalomhoz
    salt la conținut
    içeriğe geç
    içeriğe atla
    buradasınız
    μετάβαση στο περιεχόμενο
    перейти к содержанию
    перейти к содержимому
    перейти к основному
    вы здесь
    версия для печати
    слушать статью
    назад к списку
    перейти до вмісту
    تخطي إلى
    تخطى إلى
    انتقل إلى المحتوى
    الانتقال إلى المحتوى
    أنت هنا
    طباعة الصفحة
    استمع إلى المقال
    رفتن به محتوا
    پرش به محتوا
    דלג לתוכן
    דלגו לתוכן
    הדפס עמוד
    האזן לכתבה
    मुख्य सामग्री पर
    सामग्री पर जाएं
    यह पेज प्रिंट
    लेख सुनें
    ข้ามไปยัง
    ข้ามไปที่
    พิมพ์หน้านี้
    ฟังบทความนี้
    본문 바로가기
    기사 인쇄
    跳到
    跳至
    跳转到
    打印本
    列印本
    您的位置
    当前位置
    返回列表
    返回首页
    收听文章
    現在位置
    現在地
    本文へ
    メインコンテンツ"""
)
"""Phrases that begin lines above headlines: links past a menu, paths, buttons."""
ABOVE_ENDS: Final = _phrases(
    """へスキップ
    へ移動
    を印刷
    を聴く
    一覧に戻る
    바로가기
    인쇄하기
    पर जाएं
    haberi dinle
    sayfayı yazdır"""
)
"""Phrases that end such lines, in languages whose verb comes last."""
MENU: Final = _words(
    "home homepage log sign news world politics business sport sports weather contact"
    " login search about privacy cookies terms jobs careers advertise subscribe"
    " sitemap help faq imprint culture economy health science technology travel"
    " opinion video videos menu register accessibility startseite nachrichten"
    " politik wirtschaft wetter kontakt anmelden suche impressum datenschutz agb"
    " kultur gesellschaft lokales reise wissen menü hilfe accueil politique"
    " économie société météo recherche connexion contacts confidentialité monde"
    " inicio portada política economía deportes cultura sociedad contacto buscar"
    " tiempo privacidad mundo início esportes contato cronaca politica economia"
    " contatti cerca accedi voorpagina nieuws contacten zoeken privacybeleid hem"
    " nyheter ekonomi kontakta hjem nyheder forside kontakty etusivu uutiset"
    " urheilu strona główna wiadomości polityka gospodarka pogoda domů zprávy"
    " ekonomika počasí domov správy főoldal hírek időjárás kapcsolat acasă știri"
    " vreme главная новости политика экономика общество спорт культура погода"
    " контакты поиск войти реклама головна новини контакти начало anasayfa"
    " haberler siyaset spor iletişim hava αρχική ειδήσεις πολιτική επικοινωνία"
    " الرئيسية أخبار الأخبار سياسة رياضة اقتصاد ثقافة بحث خانه اخبار ورزش تماس"
    " جستجو ہوم خبریں کھیل רשימה בית חדשות ספורט יצירת קשר होम समाचार राजनीति"
    " खेल मौसम संपर्क হোম খবর খেলা আবহাওয়া যোগাযোগ முகப்பு செய்திகள் விளையாட்டு"
    " หน้าแรก ข่าว กีฬา การเมือง ติดต่อ ຂ່າວ ກິລາ ព័ត៌មាន កីឡា သတင်း အားကစား ዜና"
    " ስፖርት მთავარი სიახლეები სპორტი կապ լուրեր 首页 首頁 新闻 新聞 国际 國際 体育 體育 天气 天氣"
    " 联系我们 聯絡我們 登录 登入 搜索 搜尋 ホーム 国際 社会 政治 経済 スポーツ 天気"
    " お問い合わせ 会社概要 利用規約 ログイン 検索 홈 뉴스 정치"
    " 경제 사회 스포츠 날씨 문의 로그인 검색"
)
"""Words in the menus of sites."""
CONSENT: Final = _words(
    "cookie cookies cookie-einstellungen cookie-richtlinie куки cookie-файлы cookie-файлов"
    " evästeitä evästeet sütik sütiket çerez çerezler çerezleri kakor küpsiseid küpsised"
    " sīkdatnes sīkfailus slapukai slapukus piškotke piškotki kolačiće kolačići бисквитки"
    " колачиће informasjonskapsler vafrakökur ciasteczka ciasteczek clickstream"
)
"""Words for cookies in notices that ask for consent."""
CONSENT_SIGNS: Final = (
    "cookie", "クッキー", "쿠키", "คุกกี้", "ملفات تعريف الارتباط", "עוגיות", "קוקיז", "कुकी", "কুকি",
    "файлы cookie", "کوکی",
)  # fmt: skip
"""Strings for cookies that count within words too, for compounds and scripts without spaces."""
CONSENT_TERMS: Final = _phrases(
    """consent
    your permission
    our partners
    and partners
    legitimate interest
    personal data
    personalised advertising
    personalized advertising
    personalised ads
    personalized ads
    your privacy
    your choices
    your choice at any time
    vendors
    unique identifiers
    geolocation data
    gdpr
    privacy policy
    einwilligung
    zustimmung
    unsere partner
    unseren partnern
    berechtigtes interesse
    berechtigten interesses
    personenbezogene daten
    personenbezogener daten
    ihre privatsphäre
    dsgvo
    consentement
    nos partenaires
    intérêt légitime
    données personnelles
    données à caractère personnel
    votre vie privée
    rgpd
    consentimiento
    nuestros socios
    interés legítimo
    datos personales
    tu privacidad
    su privacidad
    consentimento
    nossos parceiros
    dados pessoais
    sua privacidade
    consenso
    nostri partner
    legittimo interesse
    dati personali
    tua privacy
    toestemming
    onze partners
    gerechtvaardigd belang
    persoonsgegevens
    samtycke
    personuppgifter
    samtykke
    personopplysninger
    suostumus
    henkilötietoja
    zgodę
    zgody
    naszych partnerów
    danych osobowych
    twoją prywatność
    souhlas
    osobní údaje
    osobních údajů
    súhlas
    osobné údaje
    hozzájárulás
    személyes adatok
    consimțământul
    date cu caracter personal
    согласие
    согласия
    персональных данных
    персональные данные
    нашими партнерами
    згоду
    персональних даних
    съгласие
    лични данни
    συγκατάθεση
    προσωπικά δεδομένα
    açık rıza
    kişisel veri
    موافقتك
    البيانات الشخصية
    رضایت
    הסכמה
    מידע אישי
    सहमति
    व्यक्तिगत डेटा
    同意
    個人データ
    個人情報
    パートナー企業
    个人数据
    个人信息
    個人資料
    동의
    개인정보
    ความยินยอม
    ข้อมูลส่วนบุคคล
    """
)
"""Phrases in notices that ask for consent; a single phrase proves nothing."""
CONSENT_BUTTONS: Final = _phrases(
    """accept
    agree
    i agree
    allow all
    got it
    reject
    decline
    manage
    alle akzeptieren
    akzeptieren
    zustimmen
    ablehnen
    accepter
    tout accepter
    refuser
    aceptar
    rechazar
    aceitar
    rejeitar
    accetta
    rifiuta
    accepteren
    weigeren
    acceptera
    godkänn
    godta
    accepter
    hyväksy
    akceptuję
    zgadzam się
    souhlasím
    přijmout
    súhlasím
    elfogadom
    accept toate
    принять
    согласен
    прийняти
    приемам
    αποδοχή
    kabul et
    قبول
    موافق
    پذیرش
    אישור
    स्वीकार
    同意
    接受
    すべて許可
    同意する
    동의
    모두 허용
    ยอมรับ
    """
)
"""Phrases on the buttons of such notices."""
SHARE: Final = _words(
    "share facebook twitter x whatsapp email e-mail mail print"
    " pinterest linkedin reddit telegram messenger instagram mastodon"
    " bluesky threads line weibo wechat xing tumblr copy link drucken"
    " teilen partager imprimer compartir imprimir condividi stampa"
    " udostępnij drukuj вконтакте одноклассники поделиться シェア ツイート 印刷"
    " 分享 微博 微信 공유 카카오톡 مشاركة فيسبوك تويتر"
)
"""Words on the buttons between a title and its body."""
MEDIA: Final = _words(
    "news times post herald tribune guardian gazette journal daily magazine chronicle telegraph"
    " observer courier press today tv radio weekly online report reporter review media broadcasting"
    " nachrichten zeitung tagblatt tageszeitung rundschau rundfunk anzeiger journal presse monde"
    " actualités noticias diario periódico notícias jornal folha giornale corriere gazzetta notizie"
    " nieuws dagblad nyheter tidningen noviny zprávy wiadomości gazeta новости газета сми издание"
    " агентство портал телеканал ведомости вести известия журнал haber gazetesi أخبار صحيفة جريدة"
    " 新聞 ニュース 放送 通信 新闻 日报 日報 晚报 时报 뉴스 일보 신문 wikinews nachrichtenagentur"
)
"""Words in the names of media."""
READING: Final = _words(
    "read reading time to estimated approx about ca circa lesezeit lesedauer lesen zum min lecture"
    " temps de lire à environ lectura tiempo minutos leitura tempo di lettura leestijd lästid"
    " læsetid lesetid lukuaika чтение чтения время на читать прочитать для czytania czas čtení doba"
    " okuma süresi قراءة 読了 読了時間 読了まで 阅读 閱讀 阅读时间 约 約 읽기 the of"
)
HOURS: Final = _words(
    "h hr hrs hour hours std stunde stunden heure heures hora horas час часа 時間"
)
MINUTES: Final = _words(
    "m min mins minute minutes minuten minuto minutos minuti minuut minuter minutter minuutti"
    " minuuttia minut minuty minuta minutę мин минута минуту минуты минут хв dk dakika دقيقة دقائق"
    " 分 分钟 分鐘 분"
)
SECONDS: Final = _words(
    "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondi"
    " secondo seconden sekunder sekuntia sekund sekundy сек секунда секунду секунды секунд saniye"
    " ثانية 秒 秒钟 초"
)
CATEGORY: Final = _phrases(
    """category:
    section:
    kategorie:
    rubrik:
    ressort:
    rubrique :
    rubrique:
    catégorie :
    categoría:
    sección:
    categoria:
    рубрика:
    раздел:
    категория:
    rubrika:
    kategoria:
    カテゴリ：
    カテゴリー：
    分类：
    分類：
    """
)
URL: Final = _phrases(
    """url:
    source:
    link:
    permalink:
    original:
    retrieved from
    quelle:
    источник:
    ссылка:
    fuente:
    fonte:
    zdroj:
    出典：
    """
)
CREDITS: Final = _phrases(
    """reporting by
    additional reporting
    editing by
    writing by
    edited by
    translated by
    compiled by
    with reporting by
    with reporting from
    with files from
    with assistance from
    with contributions from
    with material from
    with agencies
    contributed to this
    photo by
    photos by
    photo:
    photos:
    graphics by
    mit material von
    mit agenturmaterial
    mit informationen von
    mitarbeit:
    bearbeitet von
    redaktion:
    foto:
    fotos:
    avec afp
    avec agence
    avec reuters
    avec ap
    rédigé par
    édité par
    reportage de
    traduit par
    photo :
    photos :
    con información de
    con informaciones de
    con datos de
    reporte de
    reporte adicional
    editado por
    edición de
    traducido por
    com informações d
    reportagem de
    edição de
    con informazioni di
    a cura di
    servizio di
    met medewerking van
    redactie:
    redigering:
    källa:
    kilde:
    oprac.
    opracował
    źródło:
    fot.
    zdroj:
    připravil
    forrás:
    sursa:
    източник:
    источник:
    фото:
    подготовил
    материал подготовил
    при участии
    редактор
    джерело:
    підготував
    підготувала
    kaynak:
    editör:
    muhabir:
    πηγή:
    με πληροφορίες από
    المصدر:
    تحرير:
    إعداد:
    منبع:
    צילום:
    עריכה:
    स्रोत:
    sumber:
    editor:
    reporter:
    penulis:
    nguồn:
    来源：
    来源:
    來源：
    编辑：
    编辑:
    編輯：
    編輯:
    责任编辑
    責任編輯
    記者：
    记者：
    編集：
    取材：
    写真：
    사진=
    출처:
    """
)
AGENCIES: Final = _words(
    "afp ap dpa reuters efe ansa upi apa sda ats epd kna sid tass тасс интерфакс interfax риа ria"
    " укринформ укрінформ унн belta xinhua kyodo jiji yonhap pti ani ians aap lusa belga anp ntb"
    " ritzau "
    " stt bns elta leta pap ctk čtk tasr mti tanjug hina agi adnkronos askanews mediafax"
    " agerpres bta бта ana-mpa bernama antara anadolu aa dha iha irna isna wam qna kuna mena "
    " bloomberg vna ttxvn 共同 共同通信 時事 時事通信 新华社 新華社 中央社 中新社"
    " 연합뉴스 뉴시스 뉴스1"
    " أ.ف.ب رويترز واس وام"
)
