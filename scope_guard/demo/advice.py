"""What we suggested over two years, and what came of it, in the order of the days."""

from .story import Advice

ADVICE = (
    Advice(
        -705, "nordwind", "tom", template="backup_restore", by="ole", channel="mail",
        decision="accepted", decided=-698, outcome="averted",
        reason="Cheaper than a day without the shop.",
        note="A disk failed on a Sunday; everything was back by Monday at nine, from "
        "the second place.",
    ),
    Advice(
        -655, "hafen", "paul", template="upgrade_plan", by="ole", channel="meeting",
        decision="accepted", decided=-640,
        reason="Fits the plan of the group.",
    ),
    Advice(
        -610, "nordwind", "anna", template="key_users", by="jana",
        decision="deferred", decided=-604, deferred=-560,
        reason="After the annual accounts.", outcome="materialised", happened=-521,
        cost=3200,
        note="Two weeks of questions in the busiest month; overtime in online sales.",
        client_view="The training would have been in the middle of the annual "
        "accounts; we would decide the same again.",
    ),
    Advice(
        -540, "lindner", "sofia", template="access_review", by="ole", channel="meeting",
        decision="accepted", decided=-533, outcome="averted",
        reason="The data protection officer asked for it, too.",
        note="Eleven accounts of former staff were still open, one of them in use.",
    ),
    Advice(
        -472, "nordwind", "tom", template="load_test", by="ole", channel="mail",
        decision="declined", decided=-465, review=-435,
        reason="The servers are twice as large as last year.",
        client_view="Nobody could know that the new search would be the limit.",
        outcome="materialised", happened=-358, cost=27500,
        note="The shop stood still for five hours on the first day of the sale.",
        file="Mail of Tom Kim on the load test.txt",
    ),
    Advice(
        -395, "nordwind", "tom", template="second_test_system", by="jana",
        decision="accepted", decided=-390, reason="Two releases had waited for each other.",
    ),
    Advice(
        -350, "nordwind", "anna", name="Load test before the next sale",
        template="load_test", by="jana", channel="meeting", decision="accepted",
        decided=-350, outcome="averted",
        reason="Once is enough.",
        note="The test found the search again; the sale ran with three times the orders.",
    ),
    Advice(
        -290, "hafen", "karl", template="standard_first", by="jana", channel="meeting",
        decision="declined", decided=-286, review=-256,
        reason="Sales works the way it works.",
        client_view="We are glad to adapt where it helps the salespeople, not before.",
        outcome="open",
    ),
    Advice(
        -235, "lindner", "ruth", template="phased_go_live", by="jana", channel="call",
        decision="accepted", decided=-230, project="lindner",
        reason="One school first gives everybody time to learn.",
    ),
    Advice(
        -180, "nordwind", "lena", template="master_data", by="ole", channel="mail",
        decision="self", decided=-176, owner="lena", ready=-130, confirmed=True,
        outcome="averted",
        reason="Two students help us over the holidays.",
        note="Done in time: the article list came with 40 doubles instead of 900.",
    ),
    Advice(
        -120, "lindner", "sofia", name="Measure with all pupils before the first day",
        template="load_test", by="ole", channel="call", project="lindner",
        decision="accepted", decided=-112, outcome="averted",
        reason="Monday at eight everybody signs on at once.",
        note="Sign-on took 11 seconds with 1,900 users; put right before anybody "
        "noticed.",
    ),
    Advice(
        -72, "hafen", "paul", template="interface_spec", by="ole", channel="mail",
        project="hafen", decision="deferred", decided=-67, deferred=-2,
        reason="First the start, then the other systems.",
    ),
    Advice(
        -70, "nordwind", "tom", template="monitoring", by="jana", project="nordwind",
        decision="accepted", decided=-66,
        reason="A message in the morning is welcome.",
        corrected={
            "day": -64,
            "date_valid_until": -34,
            "recommendation": "A message to Nordwind's team when the stock file or the "
            "payment provider does not answer. The connection of shop and accounting is "
            "not among them as long as it is in the hands of Nordwind's team.",
        },
    ),
    Advice(
        -62, "nordwind", "tom", template="shop_connection", by="jana",
        project="nordwind", valid=-32,
        name="Specialist for the connection of shop and accounting",
        recommendation="Ms Okafor, who has connected eleven shops with accounting, sets "
        "up the connection together with Nordwind's team: two days, then one day of "
        "watching the first real orders. She has time until the end of that month.",
        risk="When a transfer breaks off, orders can be posted twice or not at all; "
        "returns and partial deliveries take different ways. Putting such entries right "
        "has taken other companies two to three weeks.",
        decision="self", decided=-60, owner="tom", ready=-21,
        reason="No problem, we can do that ourselves. The connector is plug and play.",
        client_view="The maker of the connector promised that it works out of the box.",
        outcome="materialised", happened=-9, cost=18400,
        note="The connection broke off in two nights; 143 orders were posted twice, 38 "
        "customers were charged twice. Ms Okafor is booked until next year.",
        file="Mail of Tom Kim on the connection.txt",
    ),
    Advice(
        -44, "nordwind", "tom", template="acceptance_real_data", by="ole",
        project="nordwind", channel="mail", decision="declined", decided=-41,
        review=-11, decided_by="tom",
        reason="Our developer tests with ten orders, that will do.",
        client_view="Time was short before the start.",
        file="Mail of Tom Kim on tests with real orders.txt",
    ),
    Advice(
        -33, "nordwind", "anna", template="client_owner", by="jana",
        project="nordwind", channel="meeting", decision="accepted", decided=-31,
        reason="Lena decides for online sales from now on.",
    ),
    Advice(
        -27, "hafen", "karl", by="jana", project="hafen", channel="call", valid=2,
        name="One page with five figures instead of a cockpit",
        recommendation="We take half a day with the board and find the five figures on "
        "which it really decides. The CRM shows them on one page every Monday; what is "
        "asked for beyond them is collected and looked at once a quarter.",
        risk="Figures at the click of a button need every visit and quotation entered "
        "the same day. Otherwise the page shows confident numbers that are wrong, and "
        "trust in the new system goes before it has begun.",
        other_ways="The lists of chapter 5, explained to the board in one hour.\n"
        "A cockpit in a second phase, when the data have been complete for a quarter.",
        high_risk=True,
    ),
    Advice(
        -16, "hafen", "ines", template="key_users", by="ole", project="hafen",
        channel="meeting", decision="self", decided=-14, owner="ines", ready=2,
        reason="Ines trains Kiel herself, she knows everybody there.",
    ),
    Advice(
        -4, "nordwind", "anna", by="jana", project="nordwind", channel="meeting", valid=8,
        name="A file every night until the specialist is here",
        recommendation="The connection stays switched off. Until Ms Okafor comes in the "
        "new year, orders go to accounting as one checked file every night: half a day "
        "to set up, ten minutes each morning. Her two days are booked now.",
        risk="Switched on again as it is, the connection may post orders twice any night "
        "it breaks off, and the month-end would have to be done by hand once more.",
        other_ways="Her colleague has two days in December, without the day of watching.\n"
        "Nordwind's team goes on alone, with a daily comparison of both systems.",
        high_risk=True,
    ),
    Advice(
        -1, "nordwind", "", by="ole", project="nordwind", recorded=False,
        name="Compare payments and orders once a week",
        recommendation="Ten minutes every Monday: sum of orders, sum of payments, and "
        "what differs.",
    ),
)
