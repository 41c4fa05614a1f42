package io.downfunnel.extract;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;

import io.downfunnel.domain.HashedIdentifier;

/** Phone numbers as the CRM holds them, hashed in E.164 form with the plus (google.md §6). */
final class PhoneNumber {
    /** Of no region: only a number that names its country itself can be read. */
    private static final String NO_REGION = "ZZ";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final int LONGEST = 40;

    private PhoneNumber() {}

    /**
     * @param region ISO 3166-1 code of the record's country. Without one, a national number is nobody's number: it is
     *     not guessed
     * @return empty for what cannot be dialled from abroad
     */
    static Optional<HashedIdentifier.Phone> hash(String text, Optional<String> region) {
        var number = text.strip();
        if (SHA256.matcher(number).matches()) {
            return Optional.of(new HashedIdentifier.Phone(number.toLowerCase(Locale.ROOT)));
        }
        return e164(number, region).map(Sha256::of).map(HashedIdentifier.Phone::new);
    }

    /** Outside of Italy and a few others, a zero behind the country code is nobody's: dialled once more, it would go. */
    private static boolean readsAsItself(String e164) throws NumberParseException {
        var numbers = PhoneNumberUtil.getInstance();
        return numbers.format(numbers.parse(e164, NO_REGION), PhoneNumberFormat.E164)
                .equals(e164);
    }

    static Optional<String> e164(String number, Optional<String> region) {
        if (number.length() > LONGEST) {
            return Optional.empty();
        }
        var numbers = PhoneNumberUtil.getInstance();
        try {
            // The metadata's idea of a region's valid numbers is always some months old; a possible one will do.
            var parsed = numbers.parse(number, region.orElse(NO_REGION));
            var e164 = numbers.format(parsed, PhoneNumberFormat.E164);
            var usable = numbers.isPossibleNumber(parsed)
                    && E164.matcher(e164).matches()
                    && (!parsed.isItalianLeadingZero() || readsAsItself(e164));
            return usable ? Optional.of(e164) : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }
}
