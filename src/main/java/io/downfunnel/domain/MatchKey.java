package io.downfunnel.domain;

/** Anything that lets a platform recognise the person: a click ID or a hashed identifier. */
public sealed interface MatchKey permits ClickId, HashedIdentifier {}
