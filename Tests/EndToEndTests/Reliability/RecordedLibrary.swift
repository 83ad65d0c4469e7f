// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Inspection
import Media
import NIOCore
import RecordingTesting

/// What lies in a server's data folder, held against its manifests and the rules of the formats.
struct RecordedLibrary: Sendable {
    /// One order's recordings in one format.
    struct Key: Hashable, Sendable {
        let order: String
        let format: Recording.Format
    }

    /// What all recordings of an order in one format have.
    struct Contents: Sendable {
        /// How often each packet is there.
        var packets: [Int: Int] = [:]
        /// What its files say of when their packets arrived, in seconds since 1970.
        var files: [ClosedRange<Double>] = []
        var gaps: [Gap] = []
        var sessions = 0
    }

    struct Gap: Sendable {
        let reason: String
        let begun: Double
        let ended: Double
    }

    let path: String
    private(set) var contents: [Key: Contents] = [:]
    /// `FOLDER/NAME` of each file that is handed out.
    private(set) var files: Set<String> = []
    private var seen: Set<String> = []

    init(_ data: TemporaryFolder) { self.path = data.path }

    /// Looks at the recordings that it has not seen yet, all of which must be complete; answers what is wrong with them.
    @concurrent mutating func look() async -> [String] {
        var faults: [String] = []
        // An enumerator stays on its file system, and the recordings may be on one of their own.
        let names = Set(Self.names(below: self.path) + Self.names(below: self.path + "/media").map { "media/" + $0 })
        faults += names.filter { $0.hasSuffix(".part") || $0.hasSuffix(".journal") }.sorted().map {
            "\($0) is left over"
        }
        let folders = Set(names.filter { $0.hasPrefix("media/") && $0.split(separator: "/").count == 6 }.map(\.folder))
        for folder in folders.sorted() where self.seen.insert(folder).inserted { faults += self.look(at: folder) }
        return faults
    }

    private static func names(below path: String) -> [String] {
        FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    }

    private mutating func look(at folder: String) -> [String] {
        guard let bytes = FileManager.default.contents(atPath: "\(self.path)/\(folder)/recording.json"),
            let manifest = try? JSONDecoder().decode(JSON.self, from: bytes),
            let order = manifest["task_id"].string,
            let format = manifest["format"].string.flatMap(Recording.Format.init(rawValue:))
        else { return ["\(folder) has no manifest"] }
        var faults: [String] = []
        if manifest["is_complete"] != .boolean(true) { faults.append("\(folder) is not complete") }
        let key = Key(order: order, format: format)
        var contents = self.contents[key] ?? Contents()
        contents.sessions += 1
        for gap in manifest["gaps"].array ?? [] {
            contents.gaps.append(
                Gap(
                    reason: gap["reason"].string ?? "", begun: Wall.time(gap["begun"]), ended: Wall.time(gap["ended"])))
        }
        let source = FilesOnDisk(path: "\(self.path)/\(folder)")
        let files = manifest["files"].array ?? []
        for file in files + (manifest["parts"].array ?? []) {
            let name = file["name"].string ?? ""
            guard let bytes = FileManager.default.contents(atPath: "\(source.path)/\(name)") else {
                faults.append("\(folder)/\(name) is not there")
                continue
            }
            if SHA256.hash(data: bytes).hexadecimal != file["sha256"].string {
                faults.append("\(folder)/\(name) has another checksum")
            }
        }
        for file in files {
            let name = file["name"].string ?? ""
            self.files.insert("\(folder.split(separator: "/").last ?? "")/\(name)")
            contents.files.append(Wall.time(file["begun"])...max(Wall.time(file["begun"]), Wall.time(file["ended"])))
            let numbers = Numbers()
            do {
                let report = try FileInspector(folder: source) { packet in
                    if let number = NumberedProgramme.number(in: packet.content) { numbers.list.append(number) }
                }.inspect(name)
                faults += report.faults.map { "\(folder)/\(name): \($0)" }
            } catch {
                faults.append("\(folder)/\(name): \(error.reason)")
            }
            for number in numbers.list { contents.packets[number, default: 0] += 1 }
        }
        self.contents[key] = contents
        return faults
    }

    private final class Numbers {
        var list: [Int] = []
    }
}

private struct FilesOnDisk: FileSource {
    let path: String

    func open(_ name: String) -> (any ByteSource)? {
        FileManager.default.contents(atPath: "\(self.path)/\(name)").map { ByteBuffer(bytes: $0) }
    }
}

extension String {
    /// The path without its last part.
    fileprivate var folder: String { self.split(separator: "/").dropLast().joined(separator: "/") }
}

extension Wall {
    /// The time in a manifest, in seconds since 1970; 0 for what is none.
    fileprivate static func time(_ text: JSON) -> Double {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? style.parse(text.string ?? ""))?.timeIntervalSince1970 ?? 0
    }
}
