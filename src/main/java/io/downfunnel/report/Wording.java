package io.downfunnel.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;

/** How we write instants, money, counts and codes in sentences. */
public record Wording(ZoneId zone) {
    private static final BigDecimal THOUSAND = new BigDecimal(1_000);
    private static final BigDecimal TEN_THOUSAND = new BigDecimal(10_000);
    private static final BigDecimal MILLION = new BigDecimal(1_000_000);
    private static final Pattern BETWEEN_SENTENCES = Pattern.compile("(?<=[.!?])\\s+(?=[\\p{Lu}“])");
    private static final Set<String> NAMES =
            Set.of("Google", "Salesforce", "Lead", "Opportunity", "Contact", "Campaign", "Gmail", "Meta");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneId.of("UTC"));

    public String day(Instant at) {
        return DAY.format(at.atZone(zone));
    }

    public String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    public String second(Instant at) {
        return SECOND.format(at.atZone(zone));
    }

    public static String utc(Instant at) {
        return UTC.format(at);
    }

    /** With a thousands separator, and without the cents of a whole amount. */
    public static String money(Money money) {
        var whole = money.amount().stripTrailingZeros().scale() <= 0;
        var digits = whole ? 0 : Math.max(0, money.currency().getDefaultFractionDigits());
        return currency(money, digits, digits).format(money.amount());
    }

    /** For sentences: {@code €412k}, {@code $1.3M}, and small amounts in full. */
    public static String roughly(Money money) {
        var amount = money.amount().abs();
        if (amount.compareTo(TEN_THOUSAND) < 0) {
            return money(money);
        }
        var millions = amount.compareTo(MILLION) >= 0;
        var format = currency(money, 0, millions ? 1 : 0);
        return format.format(money.amount().divide(millions ? MILLION : THOUSAND)) + (millions ? "M" : "k");
    }

    private static NumberFormat currency(Money money, int fewestDigits, int mostDigits) {
        var format = NumberFormat.getCurrencyInstance(Locale.ENGLISH);
        format.setRoundingMode(RoundingMode.HALF_UP);
        format.setCurrency(money.currency());
        format.setMinimumFractionDigits(fewestDigits);
        format.setMaximumFractionDigits(mostDigits);
        return format;
    }

    public static String number(long number) {
        return NumberFormat.getIntegerInstance(Locale.ENGLISH).format(number);
    }

    /** {@code 1 conversion}, {@code 2 conversions}. */
    public static String count(long number, String singular) {
        return number(number) + " " + singular + (number == 1 ? "" : "s");
    }

    /** {@code CLICK_TOO_OLD}, also {@code ERROR_REASON_CLICK_TOO_OLD}, as “click too old”: for a code without words. */
    public static String ofCode(String code) {
        return code.replaceFirst("^.*_REASON_", "")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    /** Of one of our own reasons its title; of a platform's code the code as words. */
    public static String ofReason(String code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(code))
                .findFirst()
                .map(Reason::title)
                .orElseGet(() -> sentence(ofCode(code)).replaceAll("\\.$", ""));
    }

    /** {@code 5 hours}, {@code 12 days}. */
    public static String days(Duration time) {
        return time.toHours() < 36
                ? count(Math.max(1, time.toHours()), "hour")
                : count(Math.round(time.toHours() / 24.0), "day");
    }

    /** {@code a, b and c}. */
    public static String listed(Collection<String> parts) {
        var all = List.copyOf(parts);
        return all.size() < 2
                ? String.join("", all)
                : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
    }

    /**
     * {@code Not sent to Google. The click is too old. Google counts 90 days.} as one sentence: {@code Not sent to Google:
     * the click is too old; Google counts 90 days.}
     */
    public static String oneSentence(String how, String why) {
        var parts = new ArrayList<String>();
        parts.addAll(List.of(BETWEEN_SENTENCES.split(how.strip())));
        var reasons = why.isBlank() ? List.<String>of() : List.of(BETWEEN_SENTENCES.split(why.strip()));
        var told = continued(parts);
        return sentence(reasons.isEmpty() ? told : told + ": " + begun(continued(reasons)));
    }

    private static String continued(List<String> sentences) {
        return sentences.stream()
                .map(text -> text.replaceFirst("\\.$", ""))
                .reduce((all, next) -> all + "; " + begun(next))
                .orElse("");
    }

    /** In the middle of a sentence: names and codes keep their capitals. */
    private static String begun(String text) {
        var word = text.split("[^\\p{L}]", 2)[0];
        return NAMES.contains(word) || !word.matches("\\p{Lu}\\p{Ll}*")
                ? text
                : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /** Begins with a capital and ends like a sentence. */
    public static String sentence(String text) {
        var trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return "";
        }
        var begun = trimmed.substring(0, 1).toUpperCase(Locale.ROOT) + trimmed.substring(1);
        return begun.matches("(?s).*[.!?…]") ? begun : begun + ".";
    }
}
