// SPDX-License-Identifier: Apache-2.0

import Inspection
import MPEGTS
import Media
import NIOCore
import Testing

/// A file that breaks one rule and no other.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    var rule: Rule
    var what: String
    var make: @Sendable () throws -> TestFiles

    var testDescription: String { "\(rule.rawValue): \(what)" }

    init(_ rule: Rule, _ what: String, _ make: @escaping @Sendable () throws -> TestFiles) {
        (self.rule, self.what, self.make) = (rule, what, make)
    }

    static var all: [BrokenFile] { others + movies + flv + transportStream + playlists }

    /// A good file, with its bytes changed.
    private static func flv(
        _ rule: Rule, _ what: String, _ change: @escaping @Sendable (inout ByteBuffer) throws -> Void
    ) -> BrokenFile {
        BrokenFile(rule, what) {
            var files = try TestFiles.flv()
            try change(&files.bytes)
            return files
        }
    }

    private static func transportStream(
        _ rule: Rule, _ what: String, _ change: @escaping @Sendable (inout ByteBuffer) throws -> Void
    ) -> BrokenFile {
        BrokenFile(rule, what) {
            var files = try TestFiles.transportStream()
            try change(&files.bytes)
            return files
        }
    }

    private static func playlist(_ rule: Rule, _ what: String, _ text: String, _ other: String) -> BrokenFile {
        BrokenFile(rule, what) {
            var files = try TestFiles.hls()
            try files.bytes.replace(text, with: other)
            return files
        }
    }

    private static let others: [BrokenFile] = [
        BrokenFile(.format, "no known first bytes") { TestFiles(ByteBuffer(string: "RIFF....WAVE")) },
        BrokenFile(.format, "empty") { TestFiles(ByteBuffer()) },
        BrokenFile(.adtsHeader, "a reserved sampling rate") {
            var files = try TestFiles.adts()
            let place = try files.bytes.place(of: [0xFF, 0xF1], after: 20)
            try files.bytes.change(at: place + 2) { $0 | 0x3C }
            return files
        },
        BrokenFile(.adtsHeader, "a frame shorter than its header") {
            var files = try TestFiles.adts()
            let place = try files.bytes.place(of: [0xFF, 0xF1], after: 20)
            files.bytes.setInteger(0x00DF as UInt16, at: place + 4)
            return files
        },
        BrokenFile(.adtsHeader, "no syncword") {
            var files = try TestFiles.adts()
            let place = try files.bytes.place(of: [0xFF, 0xF1], after: 20)
            try files.bytes.change(at: place) { _ in 0 }
            return files
        },
        BrokenFile(.length, "an ADTS frame cut off") {
            var files = try TestFiles.adts()
            files.bytes.moveWriterIndex(to: files.bytes.writerIndex - 1)
            return files
        },
    ]

    private static func mp3(
        _ rule: Rule, _ what: String, _ change: @escaping @Sendable (inout ByteBuffer) throws -> Void
    ) -> BrokenFile {
        BrokenFile(rule, what) {
            var files = TestFiles.mp3()
            try change(&files.bytes)
            return files
        }
    }

    private static func mp4(
        _ rule: Rule, _ what: String, _ change: @escaping @Sendable (inout ByteBuffer) throws -> Void
    ) -> BrokenFile {
        BrokenFile(rule, what) {
            var files = try TestFiles.mp4()
            try change(&files.bytes)
            return files
        }
    }

    private static let movies: [BrokenFile] = [
        mp3(.mp3Tag, "another count of frames") { try $0.change(at: 140 + 36 + 11) { $0 + 1 } },
        mp3(.mp3Tag, "another count of bytes") { try $0.change(at: 140 + 36 + 15) { $0 + 1 } },
        mp3(.mp3Tag, "a wrong checksum") { try $0.change(at: 140 + 36 + 20) { $0 ^ 1 } },
        mp3(.mp3Header, "a frame of layer II") { try $0.change(at: 140 + 417 * 3 + 1) { $0 ^ 0x06 } },
        mp3(.mp3Header, "no syncword") { try $0.change(at: 140 + 417 * 3) { _ in 0 } },
        mp3(.length, "cut off within a frame") { $0.moveWriterIndex(to: 140 + 417 * 3 + 100) },
        mp4(.mp4Field, "durations that don't add up") { bytes in
            try bytes.change(at: try bytes.lastPlace(of: Array("stts".utf8)) + 4 + 4 + 4 + 4 + 3) { $0 + 1 }
        },
        mp4(.mp4Field, "samples beyond the media") { bytes in
            try bytes.change(at: try bytes.lastPlace(of: Array("stsz".utf8)) + 4 + 4 + 4 + 4 + 1) { _ in 0x7F }
        },
        mp4(.mp4Box, "no sizes") { bytes in
            bytes.setString("free", at: try bytes.lastPlace(of: Array("stsz".utf8)))
        },
        mp4(.length, "cut off") { $0.moveWriterIndex(to: $0.writerIndex - 1) },
        BrokenFile(.payload, "lengths that don't fill a sample") {
            var files = try TestFiles.mp4()
            let place = try files.bytes.place(of: [0, 0, 0, 13, 0x41])
            try files.bytes.change(at: place + 3) { $0 + 1 }
            return files
        },
        BrokenFile(.hlsMap, "fragments without their tables") {
            var files = try TestFiles.fragments()
            try files.bytes.replace("#EXT-X-MAP:URI=\"init.mp4\"\n", with: "")
            return files
        },
        BrokenFile(.hlsDuration, "fragments that are shorter") {
            var files = try TestFiles.fragments()
            try files.bytes.replace("EXTINF:1.000", with: "EXTINF:1.100")
            return files
        },
        BrokenFile(.hlsDiscontinuity, "a fragment is missing") {
            var files = try TestFiles.fragments()
            try files.bytes.replace("#EXTINF:1.000,\n1.m4s\n", with: "")
            return files
        },
        BrokenFile(.format, "a segment of another kind") {
            var files = try TestFiles.fragments()
            files.files["1.m4s"] = ByteBuffer(string: "<html></html>")
            return files
        },
    ]

    private static let flv: [BrokenFile] = [
        flv(.flvHeader, "version 2") { $0.setInteger(2 as UInt8, at: 3) },
        flv(.flvHeader, "a reserved flag") { $0.setInteger(7 as UInt8, at: 4) },
        flv(.flvFlags, "no audio told") { $0.setInteger(1 as UInt8, at: 4) },
        flv(.flvPreviousTagSize, "wrong at the end") { bytes in
            try bytes.change(at: bytes.writerIndex - 1) { $0 + 1 }
        },
        flv(.flvTag, "an unknown type") { $0.setInteger(10 as UInt8, at: $0.writerIndex - 20) },
        flv(.flvTag, "encrypted") { $0.setInteger(0x29 as UInt8, at: $0.writerIndex - 20) },
        flv(.flvTag, "a stream") { $0.setInteger(1 as UInt8, at: $0.writerIndex - 20 + 10) },
        flv(.flvTimestamp, "not from 0") { $0.setInteger(5 as UInt8, at: 13 + 6) },
        flv(.flvTimestamp, "negative") { $0.setInteger(0x80 as UInt8, at: $0.writerIndex - 20 + 7) },
        flv(.flvSequenceHeader, "none of video") { bytes in
            bytes.setInteger(2 as UInt8, at: try bytes.place(of: [0x17, 0, 0, 0, 0, 1, 0x64]) + 1)
        },
        flv(.flvSequenceHeader, "audio before it") { bytes in
            // An empty configuration tag: nothing is told of the audio behind it.
            bytes.setInteger(1 as UInt8, at: try bytes.place(of: [0xAF, 0, 0x12, 0x10]) + 1)
        },
        flv(.flvScript, "an unknown marker") { bytes in
            bytes.setInteger(0x3F as UInt8, at: try bytes.place(of: Array("onMetaData".utf8)) + 10)
        },
        flv(.flvScript, "not named") { bytes in bytes.setInteger(5 as UInt8, at: 13 + 11) },
        flv(.flvMetadata, "another file size") { try $0.setNumber(Double($0.readableBytes + 1), of: "filesize") },
        flv(.flvMetadata, "too long a duration") { try $0.setNumber(3.2, of: "duration") },
        flv(.flvMetadata, "too short a duration") { try $0.setNumber(2.9, of: "duration") },
        flv(.flvMetadata, "another last timestamp") { try $0.setNumber(2.9, of: "lasttimestamp") },
        flv(.flvMetadata, "a keyframe that isn't there") { bytes in
            let place = try bytes.place(of: Array("filepositions".utf8)) + 13 + 5 + 9 + 1
            let position = Double(bitPattern: bytes.getInteger(at: place) ?? 0)
            bytes.setInteger((position + 1).bitPattern, at: place)
        },
        flv(.flvMetadata, "a keyframe at another time") { bytes in
            bytes.setInteger(1.1.bitPattern, at: try bytes.place(of: Array("times".utf8), after: 200) + 5 + 5 + 9 + 1)
        },
        flv(.configuration, "another codec in between") { bytes in
            try bytes.change(at: try bytes.place(of: [0x27, 1])) { _ in 0x22 }
        },
        flv(.payload, "a NAL unit over the end") { bytes in
            try bytes.change(at: try bytes.place(of: [0x27, 1]) + 5 + 3) { $0 + 1 }
        },
        flv(.payload, "start codes") { bytes in
            try bytes.change(at: try bytes.place(of: [0x27, 1]) + 5 + 3) { _ in 1 }
        },
        BrokenFile(.order, "two seconds back") {
            try .flv((Samples.recording(milliseconds: 3_000) + [Samples.sound(500), Samples.sound(2_990)]))
        },
        flv(.length, "cut off") { bytes in
            bytes.moveWriterIndex(to: bytes.writerIndex - 2)
            try bytes.setNumber(Double(bytes.readableBytes), of: "filesize")
        },
    ]

    private static let transportStream: [BrokenFile] = [
        transportStream(.tsSync, "bytes between packets") { bytes in
            var changed = try part(of: bytes, 0, 188 * 10)
            changed.writeString("abc")
            changed.writeImmutableBuffer(try part(of: bytes, 188 * 10, bytes.readableBytes))
            bytes = changed
        },
        transportStream(.tsHeader, "damaged") { $0.writePacket([0x47, 0x81, 0x00, 0x10]) },
        transportStream(.tsHeader, "scrambled") { $0.writePacket([0x47, 0x01, 0x00, 0xD0]) },
        transportStream(.tsHeader, "nothing in it") { $0.writePacket([0x47, 0x01, 0x00, 0x00]) },
        transportStream(.tsAdaptation, "a field that is too long") { $0.writePacket([0x47, 0x01, 0x00, 0x30, 183]) },
        transportStream(.tsAdaptation, "no stuffing") { $0.writePacket([0x47, 0x01, 0x00, 0x20, 183, 0, 0x11]) },
        transportStream(.tsContinuity, "the last counter") { bytes in
            try bytes.change(at: bytes.writerIndex - 188 + 3) { $0 ^ 1 }
        },
        transportStream(.tsTable, "a wrong checksum") { bytes in
            var map = try part(of: bytes, 188, 376)
            try map.change(at: 3) { $0 + 1 }
            try map.change(at: 20) { $0 ^ 1 }
            bytes.writeBuffer(&map)
        },
        transportStream(.tsProgram, "a PID that no table names") { $0.writePacket([0x47, 0x02, 0x00, 0x10]) },
        transportStream(.tsPES, "no start code") { bytes in
            let place = try bytes.place(of: [0, 0, 1, 0xC0], after: 188 * 6)
            try bytes.change(at: place) { _ in 1 }
        },
        transportStream(.tsPES, "a marker bit") { bytes in
            let place = try bytes.place(of: [0, 0, 1, 0xC0], after: 188 * 6)
            try bytes.change(at: place + 9) { $0 & 0xFE }
        },
        transportStream(.tsPES, "audio with the stream_id of video") { bytes in
            let place = try bytes.place(of: [0, 0, 1, 0xC0], after: 188 * 6)
            try bytes.change(at: place + 3) { _ in 0xE0 }
        },
        transportStream(.tsPESLength, "too short") { bytes in
            let place = try bytes.place(of: [0, 0, 1, 0xC0], after: 188 * 6)
            try bytes.change(at: place + 5) { $0 - 1 }
        },
        transportStream(.tsPESLength, "open, of audio") { bytes in
            let place = try bytes.place(of: [0, 0, 1, 0xC0], after: 188 * 6)
            try bytes.change(at: place + 5) { _ in 0 }
        },
        transportStream(.tsClock, "a step of 200 ms") { bytes in
            let place = try clockPlace(in: bytes)
            let base = UInt32(bytes.getInteger(at: place, as: UInt32.self) ?? 0)
            bytes.setInteger(base + 9_000, at: place)
        },
        BrokenFile(.tsDecodeTime, "audio a second late") {
            let frames = stride(from: 0, through: 1_000, by: 40).map { Samples.frame($0, isKeyframe: $0 == 0) }
            return try .transportStream(frames + [Samples.sound(0)])
        },
        transportStream(.payload, "no delimiter") { bytes in
            let place = try bytes.place(of: [0, 0, 0, 1, 0x09], after: 188 * 6)
            try bytes.change(at: place + 4) { _ in 0x06 }
        },
        transportStream(.payload, "no parameter sets at a keyframe") { bytes in
            let place = try bytes.place(of: [0, 0, 0, 1, 0x67], after: 188 * 6)
            try bytes.change(at: place + 4) { _ in 0x06 }
        },
        transportStream(.length, "cut off") { $0.moveWriterIndex(to: $0.writerIndex - 1) },
    ]

    private static let playlists: [BrokenFile] = [
        playlist(.hlsPlaylist, "no EXTM3U", "#EXTM3U\n", "#EXTM3U8\n"),
        playlist(.hlsPlaylist, "a byte order mark", "#EXTM3U\n", "\u{FEFF}#EXTM3U\n"),
        playlist(
            .hlsPlaylist, "the target duration twice", "#EXT-X-VERSION", "#EXT-X-TARGETDURATION:3\n#EXT-X-VERSION"),
        playlist(.hlsPlaylist, "an end without a segment", "#EXT-X-ENDLIST", "#EXTINF:2.0,\n#EXT-X-ENDLIST"),
        playlist(.hlsPlaylist, "a master playlist", "#EXT-X-ENDLIST", "#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-ENDLIST"),
        playlist(.length, "the last line cut off", "ENDLIST\n", "ENDLIST"),
        playlist(.hlsVersion, "too low", "VERSION:3", "VERSION:2"),
        playlist(.hlsTargetDuration, "too short", "TARGETDURATION:2", "TARGETDURATION:1"),
        playlist(.hlsTargetDuration, "none", "#EXT-X-TARGETDURATION:2\n", ""),
        playlist(.hlsDuration, "too long", "EXTINF:2.000000", "EXTINF:2.000100"),
        playlist(.hlsDuration, "too long at the end", "EXTINF:1.015220", "EXTINF:1.100000"),
        playlist(.hlsDuration, "too short at the end", "EXTINF:1.015220", "EXTINF:0.900000"),
        playlist(.hlsDuration, "no number", "EXTINF:2.000000", "EXTINF:2.x")
            .also { try $0.bytes.replace("00000.ts\n", with: "") },
        BrokenFile(.hlsDiscontinuity, "another picture size") {
            var files = try TestFiles.hls(change: .seconds(3))
            try files.bytes.replace("#EXT-X-DISCONTINUITY\n", with: "")
            return files
        },
        BrokenFile(.hlsDiscontinuity, "the time jumps") {
            var files = try TestFiles.jump()
            try files.bytes.replace("#EXT-X-DISCONTINUITY\n", with: "")
            return files
        },
        playlist(.hlsDate, "no time", "2026-11-23T", "yesterday "),
        BrokenFile(.hlsDate, "back") {
            var files = try TestFiles.hls(change: .seconds(3))
            try files.bytes.replace(
                "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-11-23T03:10:03",
                with:
                    "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-11-23T03:10:02")
            return files
        },
        playlist(
            .hlsDate, "ahead of the durations", "#EXTINF:1.0",
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T03:10:09Z\n#EXTINF:1.0"),
        playlist(.hlsEnd, "no ENDLIST", "#EXT-X-ENDLIST\n", ""),
        playlist(.hlsEnd, "a tag behind it", "#EXT-X-ENDLIST\n", "#EXT-X-ENDLIST\n#EXT-X-INDEPENDENT-SEGMENTSX\n"),
        playlist(.hlsEnd, "an unknown type", "TYPE:VOD", "TYPE:LIVE"),
        playlist(.hlsMap, "no URI", "#EXT-X-VERSION:3\n", "#EXT-X-VERSION:6\n#EXT-X-MAP:BYTERANGE=\"1\"\n"),
        BrokenFile(.hlsIndependence, "a segment begins within a group") {
            var files = try TestFiles.hls(Samples.recording(milliseconds: 7_000, group: 7_000))
            try files.bytes.replace("#EXT-X-PLAYLIST", with: "#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-PLAYLIST")
            return files
        },
        playlist(.hlsURI, "no such file", "00001.ts", "00009.ts"),
        playlist(.hlsURI, "a query", "00001.ts", "00001.ts?token=1"),
        playlist(.hlsURI, "another folder", "00001.ts", "../00001.ts"),
        playlist(.length, "an empty segment", "EXTM3U", "EXTM3U").also { $0.files["00001.ts"] = ByteBuffer() },
    ]

    private func also(_ change: @escaping @Sendable (inout TestFiles) throws -> Void) -> BrokenFile {
        BrokenFile(rule, what) {
            var files = try make()
            try change(&files)
            return files
        }
    }

    private static func part(of bytes: ByteBuffer, _ start: Int, _ end: Int) throws -> ByteBuffer {
        guard let part = bytes.getSlice(at: start, length: end - start) else { throw NotFound() }
        return ByteBuffer(bytes: part.readableBytesView)
    }

    /// Where the base of the fifth clock reference stands.
    private static func clockPlace(in bytes: ByteBuffer) throws -> Int {
        var count = 0
        for start in stride(from: 0, to: bytes.readableBytes, by: 188) {
            guard let packet = bytes.getSlice(at: start, length: 188) else { break }
            count += try TransportPacket(packet).clockReference == nil ? 0 : 1
            if count == 5 { return start + 6 }
        }
        throw NotFound()
    }
}

extension ByteBuffer {
    /// A transport packet of some bytes and zeros behind them.
    fileprivate mutating func writePacket(_ head: [UInt8]) {
        self.writeBytes(head)
        self.writeRepeatingByte(0, count: 188 - head.count)
    }
}
