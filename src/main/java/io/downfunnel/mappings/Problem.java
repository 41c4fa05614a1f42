package io.downfunnel.mappings;

/**
 * Why a mapping file is refused, and what to write instead.
 *
 * @param line from 1
 * @param column from 1
 * @param cause a sentence
 * @param remedy a sentence: what to do
 */
public record Problem(int line, int column, String cause, String remedy) {

    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + cause + " " + remedy;
    }
}
