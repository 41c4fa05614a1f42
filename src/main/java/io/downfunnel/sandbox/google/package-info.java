/**
 * Google's Data Manager API and token endpoint. Refuses what Google refuses, answers when Google would, and knows what
 * became of every event.
 */
package io.downfunnel.sandbox.google;
