package io.downfunnel.console.api;

/** @param changed false: it was so already, or somebody else was faster; nothing was done then */
public record Changed(boolean changed) {}
