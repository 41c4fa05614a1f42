package io.downfunnel.command;

/** Marks a command that needs neither database nor Quarkus: it runs at once, and gets no collaborators. */
interface Standalone {}
