package io.downfunnel.extract.salesforce;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.sforce.soap.partner.sobject.SObject;

/** Values of a record as texts. Most come as such; those of history rows come typed (salesforce.md §1.4). */
final class Values {
    private Values() {}

    static Map<String, String> of(SObject row) {
        var values = new HashMap<String, String>();
        row.getChildren()
                .forEachRemaining(child -> text(child.getValue())
                        .ifPresent(text -> values.putIfAbsent(child.getName().getLocalPart(), text)));
        return values;
    }

    private static Optional<String> text(Object value) {
        return switch (value) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Double number -> Optional.of(BigDecimal.valueOf(number).toPlainString());
            case Calendar instant -> Optional.of(instant.toInstant().toString());
            // Force WSC reads a date as midnight in UTC.
            case Date date ->
                Optional.of(
                        date.toInstant().atOffset(ZoneOffset.UTC).toLocalDate().toString());
            default -> Optional.of(value.toString());
        };
    }
}
