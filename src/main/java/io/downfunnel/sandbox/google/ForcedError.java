package io.downfunnel.sandbox.google;

/** An error that a control call wants the next rows of uploads and adjustments to be refused with. */
public record ForcedError(String family, String code) {}
