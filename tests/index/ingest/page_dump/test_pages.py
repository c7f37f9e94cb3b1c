"""Tests of pages with menus around an article, in all scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.ingest.page_dump.reader import read_text
from tests.index.bakery import FIRST, GAPS, ITEMS, SECOND, TABLE, day

MENU = ("Home", "World", "Politics", "Sport", "Weather", "Log in")
FOOT = ("Home", "World", "Politics", "Sport", "Weather", "Contact", "© 2023 Ashby Courier")
DAY = "12 March 2023"
THIRD = (
    "A new bridge has been ordered, and the council hopes that it will be there before the first"
    " snow, when nobody likes to wait in boats."
)


def page(*lines: str, gap: str = "\n\n", above: tuple[str, ...] = ()) -> Article:
    """Return the article of a page; the first of the lines is its head, written without gaps."""
    head, *body = lines
    text = gap.join((*above, "\n".join(MENU), head, *body, "\n".join(FOOT)))
    return read_text(text + "\n", Path("page.txt"), "page")[0]


@GAPS
@pytest.mark.parametrize(
    "headline",
    [
        "Fog", "Obituary", "Kommentar", "Comments", "Share", "Contact us", "More from Mars",
        "By Land, Boats Reach the Bakery", "Von Trier Returns", "Di Maio incontra Draghi",
        "Copyright 2023: what changes", "Bread is sold from a window", "Is there bread?",
        "Bread is sold from a window. What the baker says of it.", f"{THIRD} {FIRST}",
        "Read more: the library in spring", "See also: the sea",
    ],
)  # fmt: skip
def test_a_line_between_menu_and_date_is_the_headline(headline: str, gap: str) -> None:
    article = page(f"{headline}\n{DAY}", FIRST, SECOND, gap=gap)
    assert (article.title, day(article)) == (headline, date(2023, 3, 12))
    assert article.paragraphs == (FIRST, SECOND)
    assert (article.author, article.source) == (None, "Ashby Courier")
    assert article.rest == (*MENU, DAY, *FOOT)


def test_a_page_may_have_a_headline_and_no_text() -> None:
    article = page(f"Bread is sold from a window\n{DAY}")
    assert (article.title, article.paragraphs) == ("Bread is sold from a window", ())
    assert article.rest == (*MENU, DAY, *FOOT)


@GAPS
@pytest.mark.parametrize(
    "body",
    [
        (FIRST, *TABLE, SECOND),
        (FIRST, *TABLE),
        (*TABLE, FIRST),
        TABLE,
        (FIRST, *ITEMS, SECOND),
        (FIRST, *ITEMS),
        (*ITEMS, FIRST),
        ITEMS,
        (FIRST, "24 February 2022", SECOND, "3 April 2022", THIRD),
        ("24 February 2022", FIRST, "3 April 2022", SECOND),
        ("12 min", FIRST, "45 min", SECOND, "90 min", THIRD),
        (FIRST, "Photo: Anna Ferry © 2022", SECOND, "(c) dpa", THIRD),
        (FIRST, "© 2022 Anna Ferry", SECOND, "© 2022 Anna Ferry", THIRD),
        ("(a) " + FIRST, "(b) " + SECOND, "(c) " + THIRD, "(d) " + FIRST),
        (FIRST, "Never again.", SECOND, "Never again.", THIRD, "Never again.", SECOND + " Again."),
        (FIRST, "By Design", SECOND),
        (
            FIRST, "1. The first record of all", "26 May 1969", "2. The second one, slower",
            "8 May 1970", "3. The third and last of them", "5 May 1971", SECOND,
        ),
    ],
)  # fmt: skip
def test_lists_tables_dates_and_credits_of_an_article_are_text(
    body: tuple[str, ...], gap: str
) -> None:
    article = page(f"Bread from a window\n{DAY}", *body, gap=gap)
    assert article.title == "Bread from a window"
    assert day(article) == date(2023, 3, 12)
    assert article.paragraphs == body
    assert (article.source, article.reading_seconds) == ("Ashby Courier", None)


@GAPS
def test_the_date_of_the_day_above_a_menu_is_no_date_of_the_article(gap: str) -> None:
    above = ("Ashby Courier", "14 March 2023")
    article = page(f"Bread from a window\n{DAY}", FIRST, SECOND, gap=gap, above=above)
    assert (article.title, article.source) == ("Bread from a window", "Ashby Courier")
    assert day(article) == date(2023, 3, 12)
    assert article.paragraphs == (FIRST, SECOND)


def test_a_byline_below_the_headline_names_the_author() -> None:
    article = page(f"Bread from a window\nBy Anna Ferry, Chief Baker\n{DAY}", FIRST, SECOND)
    assert (article.title, article.author) == ("Bread from a window", "Anna Ferry")


@GAPS
@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By Anna Ferry, who was on the pier when the crane fell", "Anna Ferry"),
        (
            "By Anna Ferry, who was on the pier when the crane fell into the harbour on a Monday",
            "Anna Ferry",
        ),
        ("Von Anna Fähre, die auf dem Pier stand, als der Kran am Montag in den Hafen fiel, und"
         " die ihn nicht mehr sah", "Anna Fähre"),
        ("By Anna Ferry who saw it", None),
        ("By our correspondent in Ashby, Anna Ferry", None),
    ],
)  # fmt: skip
def test_a_byline_that_tells_of_its_author_is_no_headline(
    byline: str, author: str | None, gap: str
) -> None:
    article = page("Bread is sold from a window", byline, DAY, FIRST, SECOND, gap=gap)
    assert (article.title, article.author) == ("Bread is sold from a window", author)
    assert (day(article), article.paragraphs[-2:]) == (date(2023, 3, 12), (FIRST, SECOND))


NOTICES = {
    "en": (
        "We value your privacy",
        "We and our 842 partners keep information on your device, such as cookies, and process"
        " personal data, such as identifiers, for advertising that is made for you, and for more.",
        "With your permission we and our partners may use your exact place and scan your device.",
        "You may take back your consent whenever you like, and some vendors rely on their"
        " legitimate interest, to which you may object at the bottom of each page of this site.",
        "Accept all",
        "Manage options",
    ),
    "de": (
        "Ihre Privatsphäre ist uns wichtig",
        "Wir und unsere Partner speichern Cookies auf Ihrem Gerät, um personenbezogene Daten zu"
        " verarbeiten, Anzeigen zu messen und mehr über die Leute zu erfahren, die uns lesen.",
        "Ihre Einwilligung können Sie jederzeit am Ende jeder Seite widerrufen, und manche Anbieter"
        " berufen sich auf ihr berechtigtes Interesse, dem Sie dort widersprechen können.",
        "Alle akzeptieren",
    ),
    "fr": (
        "Votre vie privée compte",
        "Avec votre accord, nos partenaires et nous gardons des cookies sur votre appareil pour"
        " lire des données personnelles, mesurer la publicité et mieux connaître nos lecteurs.",
        "Vous pouvez retirer votre consentement au bas de chaque page, et vous opposer aux"
        " traitements que nos partenaires fondent sur leur intérêt légitime.",
        "Tout accepter",
    ),
    "ru": (
        "Нам важна ваша конфиденциальность",
        "Мы и наши партнёры храним на вашем устройстве файлы cookie и обрабатываем персональные"
        " данные, чтобы показывать рекламу и узнавать больше о тех, кто нас читает.",
        "Своё согласие вы можете отозвать внизу каждой страницы, когда захотите, и там же"
        " возразить против обработки, на которую у партнёров есть законный интерес.",
        "Принять",
    ),
    "ja": (
        "プライバシーについて",
        "当社とパートナーは、広告の効果を測り、読者についてよりよく知るために、お客様の端末に"
        "クッキーを保存し、個人データを処理することがあります。設定はいつでも変更できます。",
        "お客様はいつでも各ページの下で同意を撤回し、また事業者の正当な利益に基づく処理に対して"
        "異議を申し立てることができます。詳しくは下のボタンからご確認ください。",
        "同意する",
    ),
    "ar": (
        "خصوصيتك تهمنا",
        "نحتفظ نحن وشركاؤنا بملفات تعريف الارتباط على جهازك ونعالج البيانات الشخصية لقياس"
        " الإعلانات ومعرفة المزيد عن قرائنا في كل مكان وفي كل يوم من أيام السنة.",
        "يمكنك سحب موافقتك في أسفل كل صفحة متى شئت، والاعتراض هناك على ما يفعله شركاؤنا.",
        "موافق",
    ),
}


@GAPS
@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.parametrize("dated", [True, False])
def test_a_notice_on_cookies_loses_against_a_shorter_article(
    language: str, dated: bool, gap: str
) -> None:
    notice = NOTICES[language]
    head = "Bread from a window" + (f"\n{DAY}" if dated else "")
    article = page(head, FIRST, SECOND, gap=gap, above=("\n".join(notice),))
    assert article.title == "Bread from a window"
    assert article.paragraphs == (FIRST, SECOND)
    assert article.rest[: len(notice)] == notice


@GAPS
def test_an_article_about_cookies_is_one(gap: str) -> None:
    body = (
        "The court ruled on Monday that cookies may be kept only with the consent of the reader.",
        "Partners and vendors process personal data such as identifiers, the judges wrote, and"
        " legitimate interest is no ground for it, whatever the bottom of a page may say.",
        SECOND,
    )
    for head in (f"Court rules on cookies\n{DAY}", "Court rules on cookies and consent"):
        assert page(head, *body, gap=gap).paragraphs == body


SCRIPTS = {
    "Thai": (
        "เครนตกน้ำ ชาวบ้านตกใจ",
        "สภาเมืองปิดท่าเรือเก่าเมื่อวันจันทร์ หลังจากเครนที่ตั้งอยู่ที่นั่นมานานตกลงไปในน้ำ",
        "ไม่มีใครบาดเจ็บ นายท่ากล่าว แต่เรือข้ามฟากจะไม่ออกก่อนสิ้นสัปดาห์และอาจนานกว่านั้น",
    ),
    "Lao": (
        "ເຄນຕົກນ້ຳ ຢູ່ທ່າເຮືອ",
        "ສະພາເມືອງໄດ້ປິດທ່າເຮືອເກົ່າໃນວັນຈັນ ຫຼັງຈາກເຄນທີ່ຕັ້ງຢູ່ທີ່ນັ້ນມາດົນຕົກລົງໄປໃນນ້ຳ",
        "ບໍ່ມີໃຜໄດ້ຮັບບາດເຈັບ ນາຍທ່າກ່າວ ແຕ່ເຮືອຂ້າມຟາກຈະບໍ່ອອກກ່ອນທ້າຍອາທິດ ແລະອາດຈະນານກວ່ານັ້ນ",
    ),
    "Khmer": (
        "រទេះស្ទូចធ្លាក់ទឹក",
        "ក្រុមប្រឹក្សាក្រុងបានបិទកំពង់ផែចាស់នៅថ្ងៃច័ន្ទ បន្ទាប់ពីរទេះស្ទូចបានធ្លាក់ទៅក្នុងទឹក។",
        "គ្មាននរណារងរបួសទេ ប៉ុន្តែសាឡាងនឹងមិនចេញមុនចុងសប្តាហ៍ឡើយ។",
    ),
    "Burmese": (
        "ကရိန်းရေထဲကျ",
        "မြို့တော်ကောင်စီသည် တနင်္လာနေ့က ဆိပ်ကမ်းဟောင်းကို ပိတ်လိုက်သည်။",
        "မည်သူမျှ ဒဏ်ရာမရကြောင်း ဆိပ်ကမ်းမှူးက ပြောသည်။ သင်္ဘောသည် မထွက်ပါ။",
    ),
    "Tibetan": (
        "སྐྱེད་ཆས་ཆུར་ལྷུང་བ།",
        "གྲོང་ཁྱེར་ལྷན་ཚོགས་ཀྱིས་གཟའ་ཟླ་བའི་ཉིན་གྲུ་ཁ་རྙིང་པ་སྒོ་བརྒྱབ་པ་རེད།",
        "སུ་ལའང་རྨས་སྐྱོན་མ་བྱུང་ཞེས་གྲུ་ཁའི་འགོ་དཔོན་གྱིས་བཤད་སོང་།",
    ),
    "Amharic": (
        "ክሬን ወደብ ውስጥ ወደቀ",
        "ምክር ቤቱ ሰኞ ዕለት አሮጌውን ወደብ ዘጋ፣ ምክንያቱም ክሬን ወደ ውኃ ወድቋል።",
        "ማንም አልተጎዳም፣ የወደቡ አዛዥ እንዳሉት ጀልባው እስከ ሳምንቱ መጨረሻ አይሄድም፡፡",
    ),
    "Armenian": (
        "Կռունկը ընկավ ջուրը",
        "Խորհուրդը երկուշաբթի օրը փակեց հին նավամատույցը, երբ կռունկը ընկավ ջուրը։",
        "Ոչ ոք չի վիրավորվել, ասաց նավահանգստի պետը, բայց լաստանավը չի մեկնի:",
    ),
    "Georgian": (
        "ამწე წყალში ჩავარდა",
        "საბჭომ ორშაბათს ძველი ნავმისადგომი დახურა, მას შემდეგ რაც ამწე წყალში ჩავარდა.",
        "არავინ დაშავებულა, თქვა ნავსადგურის უფროსმა, მაგრამ ბორანი არ გავა.",
    ),
    "Urdu": (
        "کرین پانی میں گر گئی",
        "کونسل نے پیر کو پرانا گھاٹ بند کر دیا کیونکہ چالیس سال سے کھڑی کرین پانی میں گر گئی۔",
        "کسی کو چوٹ نہیں آئی، بندرگاہ کے سربراہ نے کہا، لیکن کشتی نہیں چلے گی۔",
    ),
    "Arabic": (
        "رافعة تسقط في الميناء",
        "أغلق المجلس الرصيف القديم يوم الاثنين بعد أن سقطت رافعة كانت واقفة هناك في الماء.",
        "لم يصب أحد، قال مدير الميناء، لكن العبارة لن تبحر قبل نهاية الأسبوع.",
    ),
    "Hebrew": (
        "מנוף נפל למים",
        "המועצה סגרה את המזח הישן ביום שני אחרי שמנוף שעמד שם ארבעים שנה נפל למים.",
        "איש לא נפגע, אמר מנהל הנמל, אבל המעבורת לא תפליג לפני סוף השבוע.",
    ),
    "Hindi": (
        "क्रेन पानी में गिरी, घाट बंद",
        "परिषद ने सोमवार को पुराना घाट बंद कर दिया, क्योंकि क्रेन पानी में गिर गई।",
        "किसी को चोट नहीं आई, बंदरगाह प्रमुख ने कहा, लेकिन नाव नहीं चलेगी।",
    ),
    "Bengali": (
        "ক্রেন জলে পড়ল",
        "পরিষদ সোমবার পুরনো ঘাট বন্ধ করে দিয়েছে, কারণ দাঁড়িয়ে থাকা ক্রেন জলে পড়ে গেছে।",
        "কেউ আহত হয়নি, বন্দর প্রধান বলেছেন, কিন্তু নৌকা চলবে না।",
    ),
    "Tamil": (
        "கிரேன் நீரில் விழுந்தது",
        "கிரேன் நீரில் விழுந்த பிறகு நகராட்சி திங்கட்கிழமை பழைய துறைமுகத்தை மூடியது.",
        "யாருக்கும் காயம் இல்லை என்று அதிகாரி கூறினார், ஆனால் படகு புறப்படாது.",
    ),
    "Korean": (
        "항구의 안개",
        "시의회는 월요일에 사십 년 동안 서 있던 크레인이 물에 빠진 뒤 부두를 폐쇄했다.",
        "다친 사람은 없다고 항만장이 말했지만, 여객선은 주말 전에는 운항하지 않는다.",
    ),
    "Chinese": (
        "起重机落水",
        "市议会星期一关闭了旧码头，因为在那里站了四十年的起重机掉进了水里。",
        "港务长说没有人受伤，但是渡轮在周末之前不会开航。",
    ),
    "Japanese": (
        "霧",
        "市議会は月曜日、四十年間立っていたクレーンが海に落ちたため、桟橋を閉鎖した。",
        "けが人はいなかったと港長は話したが、フェリーは週末まで運航しないという。",
    ),
    "Greek": (
        "Ομίχλη",
        "Το συμβούλιο έκλεισε τη Δευτέρα την αποβάθρα, αφού ένας γερανός έπεσε στο νερό.",
        "Κανείς δεν τραυματίστηκε, είπε ο λιμενάρχης, αλλά το πλοίο δεν θα φύγει.",
    ),
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["dense", "blank"])
def test_all_scripts_are_equals(script: str, gap: str) -> None:
    title, *body = SCRIPTS[script]
    plain = read_text(gap.join((title, "2023-03-12", *body)), Path("a"), "a")[0]
    dated_first = read_text(gap.join(("2023-03-12", title, *body)), Path("a"), "a")[0]
    around = page(f"{title}\n2023-03-12", *body, gap=gap)
    named = read_text(gap.join(("Ashby Courier", title, "2023-03-12", *body)), Path("a"), "a")[0]
    for article in (plain, dated_first, around, named):
        assert article.title == title
        assert article.paragraphs == tuple(body)
        assert day(article) == date(2023, 3, 12)


@pytest.mark.parametrize("line", ["12 Smarch 2023", "Xday, 12 Qwer 2023", "2023 Qwer 12"])
def test_a_date_of_an_unknown_calendar_is_still_no_text(line: str) -> None:
    article = page(f"Fog\n{line}", FIRST, SECOND)
    assert (article.title, article.paragraphs) == ("Fog", (FIRST, SECOND))
    assert article.published is None
    assert line in article.rest
