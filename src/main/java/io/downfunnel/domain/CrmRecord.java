package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * A record as the extraction hands it to the store: values parsed, identifiers of persons hashed, nothing else of the
 * person left.
 */
public sealed interface CrmRecord {

    /** 18 characters. */
    String id();

    /** By the clock of its {@link CrmStream}: together with the id, its place in the order of pages. */
    Instant stamp();

    /**
     * What the CRM knows of clicks.
     *
     * @param values by kind, as the CRM holds them but for white space around them
     * @param clickedAt when the visitor landed; empty where no field says so
     */
    record ClickFields(Map<ClickId.Kind, String> values, Optional<Instant> clickedAt) {
        public ClickFields {
            values = Map.copyOf(values);
        }
    }

    /**
     * What is left of a person.
     *
     * @param test whether the address is one of the tester's
     */
    record Person(Optional<HashedIdentifier.Email> email, Optional<HashedIdentifier.Phone> phone, boolean test) {}

    /**
     * @param masterId the record it was merged into
     * @param convertedOn a date that is nobody's instant
     * @param fields what the funnel reads of it, by API name, without those that have no value
     * @param problem impossible data in words, without the data
     */
    record Lead(
            String id,
            Instant createdAt,
            Instant modifiedAt,
            boolean deleted,
            Optional<String> masterId,
            Optional<String> status,
            boolean converted,
            Optional<LocalDate> convertedOn,
            Optional<String> accountId,
            Optional<String> contactId,
            Optional<String> opportunityId,
            Optional<String> currency,
            ClickFields clicks,
            Person person,
            Map<String, String> fields,
            Optional<String> problem)
            implements CrmRecord {
        public Lead {
            fields = Map.copyOf(fields);
        }

        @Override
        public Instant stamp() {
            return modifiedAt;
        }
    }

    /** A tracked field of a lead took another value. Values are texts, empty for none and for a long text. */
    record LeadHistory(
            String id,
            String leadId,
            Instant createdAt,
            String field,
            Optional<String> oldValue,
            Optional<String> newValue)
            implements CrmRecord {
        @Override
        public Instant stamp() {
            return createdAt;
        }
    }

    /** Parameters as of {@link Lead}. */
    record Opportunity(
            String id,
            Instant createdAt,
            Instant modifiedAt,
            boolean deleted,
            Optional<String> accountId,
            Optional<String> contactId,
            Optional<String> stageName,
            boolean closed,
            boolean won,
            Optional<BigDecimal> amount,
            Optional<String> currency,
            ClickFields clicks,
            Map<String, String> fields,
            Optional<String> problem)
            implements CrmRecord {
        public Opportunity {
            fields = Map.copyOf(fields);
        }

        @Override
        public Instant stamp() {
            return modifiedAt;
        }
    }

    /** An opportunity as it was from this moment on. */
    record OpportunityHistory(
            String id,
            String opportunityId,
            Instant createdAt,
            Optional<String> stageName,
            Optional<BigDecimal> amount,
            Optional<String> problem)
            implements CrmRecord {
        @Override
        public Instant stamp() {
            return createdAt;
        }
    }

    /** A contact's part in an opportunity. */
    record ContactRole(
            String id,
            String opportunityId,
            String contactId,
            Instant createdAt,
            Instant modifiedAt,
            boolean deleted,
            boolean primary,
            Optional<String> role)
            implements CrmRecord {
        @Override
        public Instant stamp() {
            return modifiedAt;
        }
    }

    /** Parameters as of {@link Lead}. */
    record Contact(
            String id,
            Instant createdAt,
            Instant modifiedAt,
            boolean deleted,
            Optional<String> masterId,
            Optional<String> accountId,
            ClickFields clicks,
            Person person,
            Map<String, String> fields,
            Optional<String> problem)
            implements CrmRecord {
        public Contact {
            fields = Map.copyOf(fields);
        }

        @Override
        public Instant stamp() {
            return modifiedAt;
        }
    }
}
