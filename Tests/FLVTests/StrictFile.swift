// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV
import Inspection
import Media
import NIOCore

/// A whole FLV file, refused when it isn't as the specification says, taken apart.
struct StrictFile {
    /// A tag with its place in the file.
    struct Tag {
        var header: TagHeader
        var body: ByteBuffer
        var position: Int
    }

    struct Malformed: Error {
        var reason: String
    }

    let header: FileHeader
    let tags: [Tag]
    let metadata: [String: AMFValue]
    let size: Int

    /// What may be wrong with a file that hasn't been sealed: its head tells the end.
    static let unsealed: Set<Rule> = [.flvMetadata, .flvFlags]

    init(_ file: ByteBuffer, tolerating tolerated: Set<Rule> = []) throws {
        let report = try FileInspector().inspect(file)
        // Steps back of a publisher's clock are in some of the tests' files.
        let findings =
            report.faults.filter { !tolerated.contains($0.rule) }
            + report.remarks.filter { $0.rule == .flvScript }
        guard findings.isEmpty else { throw Malformed(reason: "\(findings.map(\.line))") }

        var bytes = file
        size = file.readableBytes
        guard let header = try bytes.readFLVFileHeader() else { throw Malformed(reason: "no file header") }
        self.header = header
        var tags: [Tag] = []
        while bytes.readInteger(as: UInt32.self) != nil {
            let position = bytes.readerIndex - file.readerIndex
            guard let header = try bytes.readFLVTagHeader() else { break }
            guard let body = bytes.readSlice(length: header.dataSize) else { throw Malformed(reason: "cut off") }
            tags.append(Tag(header: header, body: body, position: position))
        }
        guard let first = tags.first, first.header.kind == .scriptData else {
            throw Malformed(reason: "no script tag at 0")
        }
        var script = AMF0Reader(first.body, budget: AMFBudget(values: 262_144))
        guard try script.next() == .string("onMetaData"), let properties = try script.next()?.properties,
            try script.next() == nil
        else { throw Malformed(reason: "onMetaData") }
        metadata = Dictionary(properties.map { ($0.name, $0.value) }) { first, _ in first }
        self.tags = tags
    }

    /// What a decoder makes of the tags, at times since the file's start.
    func events() throws -> [MediaEvent] {
        var decoder = TagDecoder()
        var events: [MediaEvent] = []
        for tag in tags {
            let time = MediaTime.milliseconds(Int64(tag.header.timestamp))
            var event: MediaEvent?
            switch tag.header.kind {
            case .audio: event = try decoder.decodeAudio(tag.body, at: time)
            case .video: event = try decoder.decodeVideo(tag.body, at: time)
            case .scriptData: break
            }
            while let next = event {
                events.append(next)
                event = decoder.next()
            }
        }
        return events
    }

    func packets() throws -> [MediaPacket] {
        try events().compactMap { event in
            switch event {
            case .packet(let packet): packet
            case .track, .leftOut: nil
            }
        }
    }

    func number(_ name: String) -> Double? { metadata[name]?.number }

    /// The index as pairs of a file position and milliseconds.
    func keyframes() throws -> [(position: Int, time: Int)] {
        guard let index = metadata["keyframes"], case .strictArray(let positions) = index["filepositions"],
            case .strictArray(let times) = index["times"], positions.count == times.count
        else { throw Malformed(reason: "keyframes") }
        return try zip(positions, times).map { pair in
            guard case (.number(let position), .number(let time)) = pair else { throw Malformed(reason: "entry") }
            return (Int(position), Int((time * 1_000).rounded()))
        }
    }
}
