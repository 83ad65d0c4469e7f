// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore

/// ffprobe, which counts a file's packets.
enum Probe {
    static let isInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/ffprobe") }

    /// The packets of each kind; none of a file that it can't open.
    static func packets(in bytes: ByteBuffer, named name: String) throws -> [MediaKind: Int] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-crash-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(bytes.readableBytesView).write(to: folder.appendingPathComponent(name))
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "ffprobe", "-v", "quiet", "-count_packets", "-show_entries", "stream=codec_type,nb_read_packets",
            "-of", "csv=p=0", name,
        ]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        var packets: [MediaKind: Int] = [:]
        for line in output.split(separator: "\n") {
            let fields = line.split(separator: ",")
            guard fields.count == 2, let count = Int(fields[1]) else { continue }
            packets[fields[0] == "video" ? .video : .audio] = count
        }
        return packets
    }
}
