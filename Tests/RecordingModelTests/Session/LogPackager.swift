// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Writes down what it was told, as text in the batch: `start v a @0`, `v0k`, `a23`, `a500!` after a jump,
/// `change v`, `finish @40` with the end of the last frame.
struct LogPackager: Packager {
    enum Failure: Error {
        case refused
    }

    /// Video and audio packets after which a file is complete.
    var packetsPerFile = Int.max
    /// The decode time in milliseconds of a packet that can't be written.
    var refused: Int64?
    private var count = 0
    private var facts = MediaFacts(begun: .seconds(0))

    init(packetsPerFile: Int = .max, refused: Int64? = nil) {
        self.packetsPerFile = packetsPerFile
        self.refused = refused
    }

    /// All but AAC of 7,350 Hz.
    static func holds(_ configuration: CodecConfiguration) -> Bool {
        guard case .aac(let configuration) = configuration else { return true }
        return configuration.sampleRate != 7_350
    }

    mutating func start(
        tracks: [Track], origin: MediaTime, wall: WallTime, into batch: inout FileBatch
    ) throws(Failure) {
        facts = MediaFacts(begun: wall)
        log("start \(tracks.map(\.letter).joined(separator: " ")) @\(origin.milliseconds)", into: &batch)
    }

    mutating func write(
        _ packet: MediaPacket, arrived: WallTime, isDiscontinuous: Bool, into batch: inout FileBatch
    ) throws(Failure) -> FinishedFile? {
        guard packet.decodeTime.milliseconds != refused else { throw .refused }
        let key = (packet.kind == .video && packet.isKeyframe ? "k" : "") + (isDiscontinuous ? "!" : "")
        log("\(packet.kind == .video ? "v" : "a")\(packet.decodeTime.milliseconds)\(key)", into: &batch)
        count += 1
        return count.isMultiple(of: packetsPerFile) ? file(named: "\(count / packetsPerFile)") : nil
    }

    mutating func change(_ track: Track, into batch: inout FileBatch) throws(Failure) {
        log("change \(track.letter)", into: &batch)
    }

    mutating func finish(end: MediaTime, into batch: inout FileBatch) throws(Failure) -> FinishedFile? {
        log("finish @\(end.milliseconds)", into: &batch)
        return file(named: "last")
    }

    mutating func recover(
        _ notes: [PackagerNote], in folder: any CutFolder, into batch: inout FileBatch
    ) throws(Failure) -> [FinishedFile] { [] }

    private func file(named name: String) -> FinishedFile {
        FinishedFile(path: name, title: name, size: 0, facts: facts)
    }

    private func log(_ line: String, into batch: inout FileBatch) {
        batch.append { _ = $0.writeString(line + "\n") }
    }
}

extension Track {
    fileprivate var letter: String { kind == .video ? "v" : "a" }
}

extension FileBatch {
    /// The lines written since the last call.
    mutating func takeLog() -> [String] {
        take().flatMap { operation -> [String] in
            guard case .append(let bytes) = operation else { return ["not an append"] }
            return String(buffer: bytes).split(separator: "\n").map(String.init)
        }
    }
}
