package io.downfunnel.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the CRM keeps the person's answer, and what its silence means. There is no default for silence: whoever maps has
 * to choose (field.md D36).
 *
 * @param adUserData API name of the field with the answer for ad user data; empty: the CRM does not ask
 * @param adPersonalization the same for ad personalisation
 * @param granted values that mean yes
 * @param denied values that mean no
 * @param whenMissing for a field without value, with a value of neither list, or not asked at all
 */
public record ConsentRule(
        Optional<String> adUserData,
        Optional<String> adPersonalization,
        Set<String> granted,
        Set<String> denied,
        WhenMissing whenMissing) {

    public enum WhenMissing {
        /** Send, and say to the platform that the answer is unknown. */
        SEND_UNSPECIFIED,
        /** Do not send. */
        EXCLUDE
    }

    public ConsentRule {
        granted = Set.copyOf(granted);
        denied = Set.copyOf(denied);
    }

    /**
     * What a person answered by all the records that speak for them. The least permissive answer wins, as in
     * Salesforce's own consent API (salesforce.md §5.7).
     *
     * @param records fields by API name of every record of the person
     */
    public Consent read(List<Map<String, String>> records) {
        return new Consent(strictest(adUserData, records), strictest(adPersonalization, records));
    }

    private Consent.Answer strictest(Optional<String> field, List<Map<String, String>> records) {
        var answers = field.stream()
                .flatMap(name -> records.stream().flatMap(record -> Stream.ofNullable(record.get(name))))
                .map(this::answer)
                .collect(Collectors.toSet());
        return Stream.of(Consent.Answer.DENIED, Consent.Answer.GRANTED)
                .filter(answers::contains)
                .findFirst()
                .orElse(Consent.Answer.UNSPECIFIED);
    }

    private Consent.Answer answer(String value) {
        if (denied.contains(value)) {
            return Consent.Answer.DENIED;
        }
        return granted.contains(value) ? Consent.Answer.GRANTED : Consent.Answer.UNSPECIFIED;
    }
}
