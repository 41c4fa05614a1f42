/** What the console does, for programs: the same rights, the same words, as JSON under {@code /api/v1}. */
package io.downfunnel.console.api;
