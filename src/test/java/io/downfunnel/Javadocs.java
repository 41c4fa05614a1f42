package io.downfunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;

/**
 * What the Javadoc in the sources says, as Markdown. The JDK's own parser reads it.
 *
 * @param texts by {@code package.Outer.Inner} and {@code package.Outer.Inner#method}, in the order of the source
 */
record Javadocs(Map<String, String> texts) {

    static Javadocs of(Class<?>... types) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var sources = Stream.of(types).map(Javadocs::source).toList();
            var units = files.getJavaFileObjectsFromPaths(sources);
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
            var reader = new Reader(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                reader.scan(unit, unit.getPackageName().toString());
            }
            return new Javadocs(reader.texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path source(Class<?> type) {
        var source = Path.of("src/main/java", type.getName().replace('.', '/') + ".java");
        if (!Files.exists(source)) {
            throw new IllegalStateException(type + " has no source of its own at " + source);
        }
        return source;
    }

    /** Empty where nothing is said. */
    Optional<String> of(String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
    }

    /** Where it stands in its source. */
    int position(String name) {
        return List.copyOf(texts.keySet()).indexOf(name);
    }

    private static final class Reader extends TreePathScanner<Void, String> {
        private final Map<String, String> texts = new LinkedHashMap<>();
        private final DocTrees trees;

        Reader(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            var name = outer + "." + type.getSimpleName();
            texts.put(name, text());
            return super.visitClass(type, name);
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            texts.put(type + "#" + method.getName(), text());
            return null;
        }

        private String text() {
            var comment = trees.getDocComment(getCurrentPath());
            return comment == null ? "" : markdown(comment);
        }
    }

    private static String markdown(String comment) {
        return comment.split("\n\\s*@[a-z]", 2)[0]
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link #?([^} ]*)[^}]*}", "`$1`")
                .replaceAll("</?p>", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
