// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Makes source media with ffmpeg, each file once, however many tests ask for it at the same time.
actor Workshop {
    static let shared = Workshop()
    private var making: [String: Task<String, any Error>] = [:]

    /// An FLV file by the arguments that make it, kept in the build folder for later runs.
    func file(_ name: String, by recipe: [String], with program: String = Programs.ffmpeg) async throws -> String {
        let path = "\(Programs.cache)/\(name)-\(recipe.joined().digest).flv"
        let task = self.making[path] ?? Task { try await Self.make(path, by: recipe, with: program) }
        self.making[path] = task
        return try await task.value
    }

    private static func make(_ path: String, by recipe: [String], with program: String) async throws -> String {
        let files = FileManager.default
        if files.fileExists(atPath: path) { return path }
        try files.createDirectory(atPath: Programs.cache, withIntermediateDirectories: true)
        let unfinished = path + ".\(ProcessInfo.processInfo.processIdentifier)"
        try await Tool.output(of: program, ["-v", "error", "-y"] + recipe + [unfinished])
        try? files.moveItem(atPath: unfinished, toPath: path)
        return path
    }
}

extension String {
    /// Sixteen hexadecimal digits that change with the text (FNV-1a, 64 bits).
    fileprivate var digest: String {
        let hash = self.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
