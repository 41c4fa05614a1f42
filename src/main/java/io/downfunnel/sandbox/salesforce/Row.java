package io.downfunnel.sandbox.salesforce;

/**
 * A saved record: never changed, only replaced. Values stand in the order of the object's fields, as String, Boolean,
 * BigDecimal, LocalDate or Instant, or null for none: a hundred thousand leads should fit into little memory.
 */
final class Row {

    private final Object[] values;

    Row(Object[] values) {
        this.values = values;
    }

    /** Id is the first field of every object, IsDeleted the second. */
    String id() {
        return (String) values[0];
    }

    boolean deleted() {
        return Boolean.TRUE.equals(values[1]);
    }

    Object value(Field field) {
        return values[field.index()];
    }

    Draft edit(ObjectType type) {
        return new Draft(type, values.clone());
    }
}
