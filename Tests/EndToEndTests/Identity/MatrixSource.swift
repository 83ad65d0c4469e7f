// SPDX-License-Identifier: Apache-2.0

/// What one push sends, tag by tag.
struct MatrixSource: Sendable {
    struct SentTag: Sendable {
        let track: SourceTrack
        /// Milliseconds on the publisher's clock, which doesn't wrap here.
        var time: Int64
        var tag: FLVFile.Tag
        /// nil of configurations and metadata.
        var packet: SourcePacket?
        /// How often the clock has jumped before it.
        var run = 0

        /// As it is sent: time modulo 2^32.
        var sent: FLVFile.Tag {
            FLVFile.Tag(kind: self.tag.kind, timestamp: UInt32(truncatingIfNeeded: self.time), body: self.tag.body)
        }
    }

    /// In the order of sending.
    let tags: [SentTag]

    init(_ pair: MatrixPair, _ scenario: Scenario) async throws {
        var video: [SentTag] = []
        var audio: [SentTag] = []
        if scenario.hasVideo {
            video = try await Self.tags(of: scenario.video(pair.video), changes: scenario == .resolutionChange)
        }
        if scenario.hasAudio {
            audio = try await Self.tags(of: SourceTrack(coding: pair.audio), changes: scenario == .audioChange)
        }
        switch scenario {
        case .lateAudio:
            audio = audio.filter { $0.packet == nil || $0.time >= 1_300 }
        case .restart:
            (video, audio) = (Self.twice(video), Self.twice(audio))
        case .plain, .bFrames, .openGOP, .audioOnly, .videoOnly, .variableRate, .resolutionChange, .audioChange,
            .jumpForward, .jumpBack, .pause, .wrap24, .wrap31, .wrap32:
            break
        }
        var tags = Self.interleave(video, audio, lag: scenario == .jumpBack ? 120 : 0)
        for index in tags.indices {
            if let jump = scenario.jump, tags[index].time >= jump.place {
                tags[index].time += jump.step
                tags[index].run = 1
            }
            tags[index].time += scenario.origin
        }
        self.tags = tags
    }

    /// The same packets as a program has muxed them, with its times and in its order.
    ///
    /// - Throws: ``RewrittenPacket`` when they are not the same.
    init(_ source: MatrixSource, muxed file: FLVFile) throws {
        var rest: [FLVFile.Tag.Kind: [SentTag]] = [:]
        for tag in source.tags.reversed() where tag.packet != nil { rest[tag.tag.kind, default: []].append(tag) }
        self.tags = try file.tags.compactMap { muxed in
            guard var tag = rest[muxed.kind]?.last else { return nil }
            let packet = SourcePacket(muxed)
            if let packet {
                guard packet.content == tag.packet?.content else { throw RewrittenPacket(time: muxed.timestamp) }
                rest[muxed.kind]?.removeLast()
            }
            (tag.packet, tag.tag, tag.time) = (packet, muxed, Int64(muxed.timestamp))
            return tag
        }
        if let left = rest.values.compactMap(\.last).first { throw RewrittenPacket(time: left.tag.timestamp) }
    }

    struct RewrittenPacket: Error {
        let time: UInt32
    }

    /// Half of the whole length.
    private static var half: Int64 { SourceTrack.length / 2 }

    /// The tags of a track; the second half is of another one when it changes.
    private static func tags(of track: SourceTrack, changes: Bool) async throws -> [SentTag] {
        let first = try await self.tags(of: track)
        guard changes else { return first }
        let second = try await self.tags(of: SourceTrack(coding: track.coding, variant: .changed))
        return Self.half(of: first, at: 0) + Self.half(of: second, at: Self.half)
    }

    private static func tags(of track: SourceTrack) async throws -> [SentTag] {
        try await track.tags().map { tag in
            SentTag(track: track, time: Int64(tag.timestamp), tag: tag, packet: SourcePacket(tag))
        }
    }

    private static func half(of tags: [SentTag], at time: Int64) -> [SentTag] {
        tags.filter { $0.time < Self.half }.map { tag in
            var tag = tag
            tag.time += time
            return tag
        }
    }

    /// The first half and then the same again, configurations and all.
    private static func twice(_ tags: [SentTag]) -> [SentTag] {
        Self.half(of: tags, at: 0) + Self.half(of: tags, at: Self.half)
    }

    /// Both tracks by time: configurations first, then pictures; sound comes `lag` milliseconds later.
    private static func interleave(_ video: [SentTag], _ audio: [SentTag], lag: Int64) -> [SentTag] {
        func key(_ tag: SentTag) -> (Int64, Int) {
            let isAudio = tag.track.coding.kind == .audio
            return (tag.time + (isAudio ? lag : 0), (tag.packet == nil ? 0 : 2) + (isAudio ? 1 : 0))
        }
        // Sorting keeps the order of equals.
        return (video + audio).sorted { key($0) < key($1) }
    }
}
