package muster.bench.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** Our class path with a jar in the place of each folder: a JVM's archive of loaded classes takes no folders. */
final class PackedClassPath {
    private PackedClassPath() {}

    /** @param folder where the jars go; must be there */
    static String in(Path folder) throws IOException {
        var packed = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var path = Path.of(entry);
            if (!Files.isDirectory(path) && (!entry.endsWith(".jar") || leadsToFolder(path))) {
                continue;
            }
            packed.add(
                    Files.isDirectory(path)
                            ? pack(path, folder.resolve("part" + packed.size() + ".jar"))
                                    .toString()
                            : entry);
        }
        return String.join(File.pathSeparator, packed);
    }

    /** The manifest of DynamoDB Local names its own folder; our programs don't need it. */
    private static boolean leadsToFolder(Path path) throws IOException {
        try (var jar = new JarFile(path.toFile())) {
            var manifest = jar.getManifest();
            var names = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return names != null && List.of(names.split(" ", -1)).contains(".");
        }
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(file -> !file.equals(classes)).sorted().toList()) {
                var name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                // folders too: beans are found by the names of files in one
                out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        return jar;
    }
}
