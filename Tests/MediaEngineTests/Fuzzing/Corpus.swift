// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The folder `Corpus`: what other programs wrote, and what once gave a finding.
enum Corpus {
    /// The files for a target, in the order of their names; none for one without a folder.
    static func samples(of target: String) throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Corpus/\(target.replacing(" ", with: "-"))")
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else { return [] }
        return try names.sorted().map { Array(try Data(contentsOf: folder.appendingPathComponent($0))) }
    }
}
