package io.downfunnel.sandbox.salesforce;

/** The types of fields, as describe calls name them. */
enum FieldType {
    ID("id", "tns:ID"),
    REFERENCE("reference", "tns:ID"),
    STRING("string", "xsd:string"),
    PICKLIST("picklist", "xsd:string"),
    EMAIL("email", "xsd:string"),
    PHONE("phone", "xsd:string"),
    BOOLEAN("boolean", "xsd:boolean"),
    INT("int", "xsd:int"),
    DOUBLE("double", "xsd:double"),
    PERCENT("percent", "xsd:double"),
    CURRENCY("currency", "xsd:double"),
    DATE("date", "xsd:date"),
    DATE_TIME("datetime", "xsd:dateTime"),
    ANY("anyType", "xsd:anyType");

    private final String wireName;
    private final String soapType;

    FieldType(String wireName, String soapType) {
        this.wireName = wireName;
        this.soapType = soapType;
    }

    String wireName() {
        return wireName;
    }

    String soapType() {
        return soapType;
    }

    boolean isText() {
        return switch (this) {
            case STRING, PICKLIST, EMAIL, PHONE, ANY -> true;
            case ID, REFERENCE, BOOLEAN, INT, DOUBLE, PERCENT, CURRENCY, DATE, DATE_TIME -> false;
        };
    }

    boolean isId() {
        return this == ID || this == REFERENCE;
    }

    boolean isNumber() {
        return switch (this) {
            case INT, DOUBLE, PERCENT, CURRENCY -> true;
            case ID, REFERENCE, STRING, PICKLIST, EMAIL, PHONE, BOOLEAN, DATE, DATE_TIME, ANY -> false;
        };
    }

    /** How a condition's complaint calls values of this type. */
    String inWords() {
        return switch (this) {
            case ID, REFERENCE -> "id";
            case STRING, PICKLIST, EMAIL, PHONE, ANY -> "string";
            case BOOLEAN -> "boolean";
            case INT -> "int";
            case DOUBLE, PERCENT, CURRENCY -> "double";
            case DATE -> "date";
            case DATE_TIME -> "dateTime";
        };
    }
}
