package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Grows a copy of the packaged application with a bug in it. */
final class Nursery {
    static final Path SOURCES = Path.of("src", "main", "java", "io", "downfunnel");
    private static final Path CLASSES = Path.of("target", "classes");

    private Nursery() {}

    /** @return the folder of an application that is started like the real one */
    static Path plant(PlantedBug bug, Path folder) {
        try {
            return replaced(compiled(bug, folder, packagedClassPath()), folder.resolve("application"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return by their names in a jar */
    static Map<String, byte[]> compiled(PlantedBug bug, Path folder, List<Path> classPath) throws IOException {
        return compiled(edited(bug, folder.resolve("sources")), folder.resolve("classes"), classPath);
    }

    private static List<Path> packagedClassPath() throws IOException {
        try (var libraries = Files.walk(Program.BUILT.resolve("lib"))) {
            return Stream.concat(
                            Stream.of(CLASSES),
                            libraries.filter(file -> file.toString().endsWith(".jar")))
                    .toList();
        }
    }

    private static List<Path> edited(PlantedBug bug, Path folder) throws IOException {
        var texts = new HashMap<Path, String>();
        for (var edit : bug.edits()) {
            var file = Path.of(edit.file());
            var text = texts.containsKey(file) ? texts.get(file) : Files.readString(SOURCES.resolve(file));
            int at = text.indexOf(edit.find());
            if (at < 0 || text.indexOf(edit.find(), at + 1) >= 0) {
                throw new AssertionError(bug + " cannot be planted: " + file + " does not have exactly once: "
                        + edit.find() + ". The product has changed; change the bug with it.");
            }
            texts.put(
                    file,
                    text.substring(0, at)
                            + edit.replacement()
                            + text.substring(at + edit.find().length()));
        }
        for (var entry : texts.entrySet()) {
            var file = folder.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, entry.getValue());
        }
        return texts.keySet().stream().map(folder::resolve).toList();
    }

    private static Map<String, byte[]> compiled(List<Path> sources, Path folder, List<Path> classPath)
            throws IOException {
        Files.createDirectories(folder);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            boolean fine = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("--release", "21", "-proc:none", "-parameters"),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!fine) {
                throw new AssertionError("What was planted does not compile:\n" + said);
            }
        }
        try (var made = Files.walk(folder)) {
            var classes = new HashMap<String, byte[]>();
            for (var file : made.filter(Files::isRegularFile).toList()) {
                classes.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            return classes;
        }
    }

    /** Everything else stays where it is: links cost no time. */
    private static Path replaced(Map<String, byte[]> classes, Path application) throws IOException {
        try (var files = Files.walk(Program.BUILT)) {
            for (var file : files.toList()) {
                var copy = application.resolve(Program.BUILT.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (holdsOurs(file)) {
                    rewrite(file, copy, classes);
                } else {
                    link(copy, file);
                }
            }
        }
        return application;
    }

    private static void link(Path copy, Path file) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Another disk: then it takes a second longer.
            Files.copy(file, copy);
        }
    }

    private static boolean holdsOurs(Path file) {
        return file.getParent().endsWith("app") || file.endsWith(Path.of("quarkus", "transformed-bytecode.jar"));
    }

    private static void rewrite(Path jar, Path copy, Map<String, byte[]> classes) throws IOException {
        try (var from = new JarFile(jar.toFile());
                var to = new JarOutputStream(Files.newOutputStream(copy))) {
            boolean transformed = jar.endsWith("transformed-bytecode.jar");
            Set<String> written = new HashSet<>();
            for (var entry : from.stream().toList()) {
                to.putNextEntry(new JarEntry(entry.getName()));
                var ours = classes.get(entry.getName());
                try (var content = from.getInputStream(entry)) {
                    var before = content.readAllBytes();
                    to.write(ours == null ? before : transformed ? likeABean(ours) : ours);
                }
                to.closeEntry();
                written.add(entry.getName());
            }
            if (!transformed) {
                addNew(to, classes, written);
            }
        }
    }

    private static void addNew(JarOutputStream to, Map<String, byte[]> classes, Set<String> written)
            throws IOException {
        for (var name : classes.keySet().stream()
                .filter(name -> !written.contains(name))
                .collect(Collectors.toSet())) {
            to.putNextEntry(new JarEntry(name));
            to.write(classes.get(name));
            to.closeEntry();
        }
    }

    /** As the build changes our beans, so that proxies can be made of them: they get a constructor without parameters. */
    private static byte[] likeABean(byte[] type) {
        var reader = new ClassReader(type);
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new WithEmptyConstructor(writer), 0);
        return writer.toByteArray();
    }

    private static final class WithEmptyConstructor extends ClassVisitor {
        private String parent;
        private boolean there;

        WithEmptyConstructor(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            parent = superName;
            super.visit(version, access & ~Opcodes.ACC_FINAL, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            there |= name.equals("<init>") && descriptor.equals("()V");
            return super.visitMethod(access, name, descriptor, signature, exceptions);
        }

        @Override
        public void visitEnd() {
            if (!there) {
                var empty = super.visitMethod(Opcodes.ACC_PROTECTED, "<init>", "()V", null, null);
                empty.visitCode();
                empty.visitVarInsn(Opcodes.ALOAD, 0);
                empty.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
                empty.visitInsn(Opcodes.RETURN);
                empty.visitMaxs(1, 1);
                empty.visitEnd();
            }
            super.visitEnd();
        }
    }
}
