package io.downfunnel.store;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.Optional;

import io.downfunnel.domain.CrmPages;
import io.downfunnel.domain.Money;

/** Columns that may be null, read as what they mean. */
final class Columns {
    private Columns() {}

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> instantIfAny(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static Optional<String> textIfAny(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static Optional<Long> numberIfAny(ResultSet row, String column) throws SQLException {
        var number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    /** What the CRM calls a currency need not be one: then there is an amount and no money. */
    static Optional<Money> moneyIfAny(ResultSet row, String amount, String currency) throws SQLException {
        var number = row.getBigDecimal(amount);
        var code = row.getString(currency);
        if (number == null || code == null || !isCurrency(code)) {
            return Optional.empty();
        }
        return Optional.of(Money.of(number, code));
    }

    /** Of a conversion's record, with the address of its organisation beside it. */
    static Optional<URI> pageIfAny(ResultSet row) throws SQLException {
        var id = row.getString("record_id");
        return CrmPages.of(textIfAny(row, "instance_url")).flatMap(pages -> pages.of(id));
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }
}
