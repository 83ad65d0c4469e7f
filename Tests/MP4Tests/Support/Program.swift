// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Foreign programs that read and make files.
enum Program {
    static let areInstalled = ["ffmpeg", "ffprobe"].allSatisfy { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Runs a program in a folder; what it wrote to standard output and to standard error.
    static func run(
        _ arguments: [String], in folder: URL, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (output: String, complaints: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let files = try ["output", "complaints"].map { name in
            let url = folder.appendingPathComponent(name)
            try Data().write(to: url)
            return (url, try FileHandle(forWritingTo: url))
        }
        process.standardOutput = files[0].1
        process.standardError = files[1].1
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { try String(contentsOf: $0.0, encoding: .utf8) }
        #expect(process.terminationStatus == 0, "\(arguments): \(texts[1])", sourceLocation: sourceLocation)
        return (texts[0], texts[1])
    }

    /// Lets `work` have a folder that is gone afterwards.
    static func inFolder<Result>(_ work: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-mp4-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try work(folder)
    }
}
