package io.downfunnel.store;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import javax.sql.DataSource;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

/** How we speak to PostgreSQL. */
@Dependent
class Database {

    @Produces
    @Singleton
    static Jdbi jdbi(DataSource source) {
        var jdbi = Jdbi.create(source);
        // Our statements are whole. The default engine takes "<" in them for the beginning of a template attribute.
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        jdbi.registerArgument(new InstantArgument());
        jdbi.registerColumnMapper(Instant.class, instantColumn());
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(long.class, "bigint");
        jdbi.registerArrayType(Integer.class, "integer");
        jdbi.registerArrayType(int.class, "integer");
        jdbi.registerArrayType(Boolean.class, "boolean");
        jdbi.registerArrayType(BigDecimal.class, "numeric");
        jdbi.registerArrayType(UUID.class, "uuid");
        jdbi.registerArrayType(Instant.class, "timestamptz", instant -> instant == null ? null : inUtc(instant));
        return jdbi;
    }

    /** Jdbi's own way leads through the time zone of the Java process, which has an hour twice every autumn. */
    private static ColumnMapper<Instant> instantColumn() {
        return (row, column, context) -> {
            var time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        };
    }

    /** PostgreSQL keeps microseconds and would round up, into the future; we cut. */
    private static OffsetDateTime inUtc(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
        InstantArgument() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, inUtc(value));
        }
    }
}
