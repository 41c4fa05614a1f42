package io.downfunnel.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

import picocli.CommandLine.IVersionProvider;

/** As the build wrote it down. */
class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var properties = new Properties();
        try (var stream = Version.class.getResourceAsStream("/version.properties")) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {"Downfunnel " + properties.getProperty("version")};
    }
}
