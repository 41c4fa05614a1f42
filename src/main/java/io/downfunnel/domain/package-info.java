/** Our words: the nouns of the field as plain Java, without anything that needs the world. */
package io.downfunnel.domain;
