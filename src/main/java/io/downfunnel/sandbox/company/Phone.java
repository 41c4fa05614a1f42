package io.downfunnel.sandbox.company;

/**
 * @param e164 the number as the whole world dials it
 * @param written as somebody typed it, often without the country
 */
public record Phone(String e164, String written) {}
