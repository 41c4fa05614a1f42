package io.downfunnel.schedule;

/** The steps of a run, by the words people read. */
enum Step {
    EXTRACT("Extract from Salesforce"),
    LEADS("Look who filled in forms"),
    DETECT("Detect stage events"),
    MATCH("Match to clicks"),
    CONVERT("Make conversions"),
    DELIVER("Deliver"),
    VERDICTS("Ask for verdicts"),
    ADJUST("Compare what was sent with the CRM"),
    SEND_ADJUSTMENTS("Send adjustments"),
    REPORTS("Read what the platforms report"),
    AUDIT("Look for what cannot be"),
    PROBE("Look whether connections still answer"),
    RETAIN("Remove personal data past its time"),
    REPLAY("Let refused conversions be decided anew"),
    CANCEL("Give refused conversions up");

    private final String text;

    Step(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
