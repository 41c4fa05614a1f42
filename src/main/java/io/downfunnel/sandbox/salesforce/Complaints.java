package io.downfunnel.sandbox.salesforce;

/** What the server says of names it does not know; the words of the real one, which people search for. */
final class Complaints {

    private Complaints() {}

    static String noSuchObject(String name) {
        return "sObject type '" + name + "' is not supported. If you are attempting to use a custom object, be sure to"
                + " append the '__c' after the entity name. Please reference your WSDL or the describe call for the"
                + " appropriate names.";
    }

    /** The same for a field that does not exist and one the user may not see. */
    static String noSuchField(String name, ObjectType type) {
        return "No such column '" + name + "' on entity '" + type.name() + "'. If you are attempting to use a custom"
                + " field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the"
                + " describe call for the appropriate names.";
    }

    static String noSuchRelationship(String name) {
        return "Didn't understand relationship '" + name + "' in field path. If you are attempting to use a custom"
                + " relationship, be sure to append the '__r' after the custom relationship name. Please reference your"
                + " WSDL or the describe call for the appropriate names.";
    }
}
