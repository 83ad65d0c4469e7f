// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// A program that somebody else wrote and that judges or makes our files.
package enum ForeignProgram {
    /// Whether programs of these names stand in folders of PATH.
    package static func areInstalled(_ programs: String...) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return programs.allSatisfy { program in
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
        }
    }

    /// A program that ended with another status than 0.
    package struct Failure: Error {
        package var program: String
        package var output: String
    }

    /// Runs a program to its end and returns all it printed.
    package static func run(_ program: String, _ arguments: [String]) throws -> String {
        try withFolder { folder in
            let printed = try run([program] + arguments, in: nil, printingInto: folder)
            return printed.output + printed.complaints
        }
    }

    /// Runs a program in a folder to its end; what it wrote to standard output and to standard error.
    package static func run(_ arguments: [String], in folder: URL) throws -> (output: String, complaints: String) {
        try withFolder { try run(arguments, in: folder, printingInto: $0) }
    }

    private static func run(
        _ arguments: [String], in folder: URL?, printingInto prints: URL
    ) throws -> (output: String, complaints: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        process.standardInput = FileHandle.nullDevice
        // Files, for a pipe that nobody reads meanwhile fills up.
        let files = try ["output", "complaints"].map { name in
            let url = prints.appendingPathComponent(name)
            try Data().write(to: url)
            return (url, try FileHandle(forWritingTo: url))
        }
        process.standardOutput = files[0].1
        process.standardError = files[1].1
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { try String(contentsOf: $0.0, encoding: .utf8) }
        guard process.terminationStatus == 0 else {
            throw Failure(program: arguments.first ?? "", output: texts.joined())
        }
        return (texts[0], texts[1])
    }

    /// Calls with the path of an empty folder, which is gone afterwards.
    package static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
