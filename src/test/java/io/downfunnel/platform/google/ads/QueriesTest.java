package io.downfunnel.platform.google.ads;

import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.downfunnel.domain.Days;

import static org.assertj.core.api.Assertions.assertThat;

/** A field that a version of the API has dropped, or never had, is found here and not by a customer. */
class QueriesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final Pattern FIELD = Pattern.compile("[a-z_0-9]+(\\.[a-z_0-9]+)+");

    static Stream<String> queries() {
        return Stream.of(
                Queries.CUSTOMER,
                Queries.ACTIONS,
                Queries.UPLOADS,
                Queries.costs(new Days(DAY.minusDays(29), DAY)),
                Queries.counted(Days.only(DAY)),
                Queries.clicks(DAY));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void every_field_of_a_query_is_one_of_the_version_we_speak(String query) {
        var fields = FIELD.matcher(query).results().map(each -> each.group()).toList();

        assertThat(fields)
                .isNotEmpty()
                .allSatisfy(field -> assertThat(exists(field)).as(field).isTrue());
    }

    private static boolean exists(String field) {
        Descriptor at = GoogleAdsRow.getDescriptor();
        FieldDescriptor found = null;
        for (var part : List.of(field.split("\\."))) {
            found = at == null ? null : at.findFieldByName(part);
            if (found == null) {
                return false;
            }
            at = found.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? found.getMessageType() : null;
        }
        return found != null;
    }
}
