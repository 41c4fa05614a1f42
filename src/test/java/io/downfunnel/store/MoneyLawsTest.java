package io.downfunnel.store;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Money keeps every digit on its way from the CRM to a platform, whatever the currency. */
class MoneyLawsTest {

    @Property
    void what_is_written_down_is_read_back_to_the_last_digit(@ForAll("money") Money money) {
        var written = Payload.encode(worth(money));
        var read = Payload.decode(written);

        assertThat(read.value().orElseThrow().amount()).isEqualByComparingTo(money.amount());
        assertThat(read.value().orElseThrow().currency()).isEqualTo(money.currency());
        assertThat(Payload.encode(read)).isEqualTo(written);
    }

    @Property
    void what_is_written_down_has_no_exponent_and_names_its_currency(@ForAll("money") Money money)
            throws JsonProcessingException {
        var written = new ObjectMapper().readTree(Payload.encode(worth(money)));

        assertThat(written.path("value").asText()).matches("-?\\d+(\\.\\d+)?");
        assertThat(written.path("currency").asText()).isEqualTo(money.currency().getCurrencyCode());
        assertThat(money.toString()).matches("-?\\d+(\\.\\d+)? [A-Z]{3}");
    }

    @Property
    void a_share_has_the_digits_of_its_currency_and_is_off_by_half_a_digit_at_most(
            @ForAll("money") Money money, @ForAll("factors") BigDecimal factor) {
        var share = money.times(factor);
        var exact = money.amount().multiply(factor);
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());

        assertThat(share.currency()).isEqualTo(money.currency());
        assertThat(share.amount().scale()).isEqualTo(digits);
        assertThat(share.amount().subtract(exact).abs())
                .isLessThanOrEqualTo(new BigDecimal("0.5").scaleByPowerOfTen(-digits));
    }

    @Property
    void the_whole_of_an_amount_in_whole_digits_is_the_amount(@ForAll("money") Money money) {
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        var rounded = new Money(money.amount().setScale(digits, RoundingMode.HALF_UP), money.currency());

        assertThat(rounded.times(BigDecimal.ONE)).isEqualTo(rounded);
    }

    @Test
    void yen_have_no_digits_and_dinars_have_three() {
        assertThat(Money.of(new BigDecimal("100.5"), "JPY").times(BigDecimal.ONE))
                .hasToString("101 JPY");
        assertThat(Money.of(new BigDecimal("1.0005"), "KWD").times(BigDecimal.ONE))
                .hasToString("1.001 KWD");
        assertThat(Money.of(new BigDecimal("0.005"), "EUR").times(BigDecimal.ONE))
                .hasToString("0.01 EUR");
    }

    @Test
    void there_is_no_money_without_a_currency() {
        assertThatThrownBy(() -> new Money(BigDecimal.ONE, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Money.of(BigDecimal.ONE, "€")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.of(BigDecimal.ONE, "")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A database that stores JSON may write a number anew; ours are texts, which it leaves alone. */
    @Property
    void a_reader_with_floats_could_not_hurt_it(@ForAll("money") Money money) throws JsonProcessingException {
        var floats = JsonMapper.builder().build();
        var passedOn = floats.writeValueAsString(floats.readTree(Payload.encode(worth(money))));

        assertThat(Payload.encode(Payload.decode(passedOn))).isEqualTo(Payload.encode(worth(money)));
    }

    private static ConversionEvent worth(Money money) {
        return new ConversionEvent(
                ConversionKey.of("00D", "006", "google", "won", 1),
                "7000000003",
                Instant.parse("2026-05-04T10:15:30Z"),
                Optional.of(money),
                Optional.of(new ClickId(ClickId.Kind.GCLID, "EAIaIQobChMI-_xYz")),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    @Provide
    Arbitrary<Money> money() {
        return Combinators.combine(amounts(), currencies()).as(Money::new);
    }

    /** Huge, tiny, negative, and with digits that no float has. */
    private static Arbitrary<BigDecimal> amounts() {
        return Arbitraries.oneOf(
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-999999999999999999"), new BigDecimal("999999999999999999"))
                        .ofScale(18),
                Arbitraries.of(
                        new BigDecimal("0.1"),
                        new BigDecimal("0.000000000000000001"),
                        new BigDecimal("1E-18"),
                        new BigDecimal("1E+17"),
                        new BigDecimal("999999999999999999.99"),
                        new BigDecimal("9007199254740993"),
                        BigDecimal.ZERO,
                        new BigDecimal("0.00")));
    }

    private static Arbitrary<Currency> currencies() {
        return Arbitraries.of(Currency.getAvailableCurrencies());
    }

    @Provide
    Arbitrary<BigDecimal> factors() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.TEN)
                .ofScale(4);
    }
}
