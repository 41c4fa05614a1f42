/**
 * LinkedIn's Conversions API and its OAuth endpoint. The order of refusals, their three body shapes and their texts are
 * those of the reference, linkedin.md §2 and §9.
 */
package io.downfunnel.sandbox.linkedin;
