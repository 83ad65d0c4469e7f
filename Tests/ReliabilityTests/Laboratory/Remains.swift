// SPDX-License-Identifier: Apache-2.0

import Crypto
import Inspection
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import StorageTesting

/// What a laboratory's disk and catalogue hold in the end, and what is wrong with it.
struct Remains {
    private let files: [String: [UInt8]]
    private let recorded: [RecordedFile]
    private let gaps: [Gap]

    init(_ disk: SimulatedDisk, _ catalogue: any Catalogue) async throws {
        files = disk.files
        recorded = try await catalogue.files(matching: RecordedFileFilter(), offset: 0, limit: 1_000).files
        var gaps: [Gap] = []
        for session in Set(recorded.map(\.sessionID)) { gaps += try await catalogue.gaps(inSession: session) }
        // A recording without a file has its gaps, too.
        for path in files.keys where path.hasSuffix("/recording.json") {
            let session = path.split(separator: "/").dropLast().last?.split(separator: "-").last.map(String.init) ?? ""
            guard !recorded.contains(where: { $0.sessionID == session }) else { continue }
            gaps += try await catalogue.gaps(inSession: session)
        }
        self.gaps = gaps
    }

    /// Holds the rules against it; `given` is what was pushed, `cut` when the server died, `bound` what may be lost then.
    func faults(given: [Laboratory.Given], cut: WallTime? = nil, bound: MediaTime = .zero) -> [String] {
        var faults: [String] = []
        for path in files.keys where path.hasSuffix(".part") || path.hasPrefix("/journals/") {
            faults.append("\(path) is left over")
        }
        if Set(recorded.map(\.path)).count < recorded.count { faults.append("a file is in the catalogue twice") }
        var found: Set<Int> = []
        for file in recorded {
            guard let bytes = files["/media/" + file.path] else {
                faults.append("\(file.path) is not there")
                continue
            }
            if digest(bytes) != file.sha256 { faults.append("\(file.path) has another checksum") }
            faults += inspect(file, &found)
        }
        let known = Set(recorded.map { "/media/" + $0.path })
        for path in files.keys
        where !known.contains(path)
            && [".flv", ".mp4", ".aac", ".mp3", ".m3u8"].contains(where: { path.hasSuffix($0) })
        {
            faults.append("\(path) is not in the catalogue")
        }
        for packet in given where !found.contains(packet.number) {
            let isNoted = gaps.contains { gap in
                gap.begun.advanced(by: .milliseconds(-300)) <= packet.arrived
                    && packet.arrived <= gap.ended.advanced(by: .milliseconds(300))
            }
            if !isNoted {
                faults.append("\(packet.number) is missing, arrived \(time(packet.arrived)), and no gap says so")
            }
            if let cut, packet.arrived.advanced(by: bound) < cut {
                faults.append("\(packet.number) is lost, arrived \(time(packet.arrived)), the end was \(time(cut))")
            }
        }
        return faults
    }

    var description: String {
        "\(recorded.map { "\($0.path) \(time($0.facts.begun))-\(time($0.facts.ended))" }) gaps "
            + "\(gaps.map { "\($0.reason) \(time($0.begun))-\(time($0.ended))" })"
    }

    private func time(_ time: WallTime) -> String {
        "\(Double(time.microseconds - Laboratory.start.microseconds) / 1_000_000) s"
    }

    private func inspect(_ file: RecordedFile, _ found: inout Set<Int>) -> [String] {
        var numbers: [Int] = []
        let folder = FolderInMemory(
            files: files, path: "/media/\(file.path.split(separator: "/").dropLast().joined(separator: "/"))")
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        do {
            let report = try FileInspector(folder: folder) { packet in
                if let number = NumberedProgramme.number(in: packet.content) { numbers.append(number) }
            }.inspect(name)
            found.formUnion(numbers)
            return report.faults.map { "\(file.path): \($0)" }
        } catch {
            return ["\(file.path): \(error.reason)"]
        }
    }

    private func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}

private struct FolderInMemory: FileSource {
    let files: [String: [UInt8]]
    let path: String

    func open(_ name: String) -> (any ByteSource)? { files["\(path)/\(name)"].map { ByteBuffer(bytes: $0) } }
}
