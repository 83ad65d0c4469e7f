// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

/// A finished recording, fetched as a user would: from the `MediaUrl` that `vod` hands out.
struct Recording: Sendable {
    enum Format: String, Sendable {
        case flv
        case hls
    }

    let format: Format
    /// What `vod` says about it.
    let info: JSON
    /// The FLV file or the playlist, in a folder of ours.
    let path: String
    /// The playlist's text; empty for FLV.
    let playlist: String
    let packets: PacketList
    private let folder: TemporaryFolder

    init(_ info: JSON) async throws {
        let url = try #require(info["BasicInfo"]["MediaUrl"].string)
        let folder = try TemporaryFolder()
        let body = try await Self.fetch(url)
        if url.hasSuffix(".m3u8") {
            let playlist = String(decoding: body, as: UTF8.self)
            for name in Self.segments(of: playlist) {
                let base = try #require(url.lastIndex(of: "/"))
                let segment = try await Self.fetch(String(url[...base]) + name)
                try segment.write(to: URL(fileURLWithPath: folder.path + "/" + name))
            }
            self.format = .hls
            self.playlist = playlist
            self.path = folder.path + "/playlist.m3u8"
        } else {
            self.format = .flv
            self.playlist = ""
            self.path = folder.path + "/recording.flv"
        }
        try body.write(to: URL(fileURLWithPath: self.path))
        self.info = info
        self.folder = folder
        self.packets = try await PacketList(of: self.path)
    }

    private static func fetch(_ url: String) async throws -> Data {
        let answer = try await Web.get(url)
        try #require(answer.status == 200, "GET \(url) answered \(answer.status)")
        return Data(answer.body.readableBytesView)
    }

    /// The segments' names; a playlist of ours lists them beside itself.
    static func segments(of playlist: String) -> [String] {
        playlist.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// The segments' files.
    var segmentPaths: [String] { Self.segments(of: self.playlist).map { self.folder.path + "/" + $0 } }

    /// What stands behind a tag of the playlist, each time it is there.
    func values(of tag: String) -> [Substring] {
        self.playlist.split(whereSeparator: \.isNewline).compactMap { line in
            line.hasPrefix("#\(tag):") ? line.dropFirst(tag.count + 2) : nil
        }
    }

    /// Seconds, as `vod` tells.
    var duration: Double? { self.info["MetaData"]["Duration"].double }

    /// Remarks of flvmeta 1.2.1 that are no faults.
    ///
    /// It takes a kilobit for 1,024 bits, counts the headers of a sequence and its end among the frames and keyframes,
    /// and finds a file without video worth a word. Where keyframes are is checked by FLVTests.
    private static let toleratedRemarks = [
        "W80062: videodatarate", "W80062: audiodatarate", "W80062: framerate", "W81071", "W81075", "W11006", "W60079",
    ]

    /// Fails the test unless every checker reads every file without a word.
    func expectClean(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for probe in [Programs.ffprobe, Programs.newFFprobe] {
            for file in [self.path] + self.segmentPaths {
                let report = try await Tool.run(
                    probe, ["-v", "warning", "-show_streams", "-show_packets", "-of", "compact", file])
                #expect(report.isSuccess, "\(probe) \(file)", sourceLocation: sourceLocation)
                #expect(report.errors == "", "\(probe) \(file)", sourceLocation: sourceLocation)
            }
        }
        switch self.format {
        case .flv:
            let report = try await Tool.run(Programs.flvmeta, ["--check", self.path])
            #expect(report.isSuccess, sourceLocation: sourceLocation)
            let remarks = report.output.split(separator: "\n").filter { line in
                !Self.toleratedRemarks.contains { line.contains($0) } && !line.hasPrefix("0 error(s), ")
            }
            #expect(remarks == [], sourceLocation: sourceLocation)
        case .hls:
            #expect(self.playlist.hasSuffix("#EXT-X-ENDLIST\n"), sourceLocation: sourceLocation)
            #expect(self.playlist.contains("#EXT-X-PLAYLIST-TYPE:VOD\n"), sourceLocation: sourceLocation)
            let lengths = self.values(of: "EXTINF").compactMap { Double($0.dropLast()) }
            let target = self.values(of: "EXT-X-TARGETDURATION").first.flatMap { Double($0) } ?? 0
            #expect(lengths.count == self.segmentPaths.count, sourceLocation: sourceLocation)
            #expect(lengths.allSatisfy { $0.rounded() <= target }, sourceLocation: sourceLocation)
            #expect(
                abs(lengths.reduce(0, +) - (self.duration ?? 0)) < 0.1, "EXTINF adds up", sourceLocation: sourceLocation
            )
        }
    }
}

extension ServerProcess {
    /// Waits for a stream's finished recordings and fetches them, oldest first.
    func recordings(of stream: String, count: Int, within seconds: Double = 20) async throws -> [Recording] {
        var recordings: [Recording] = []
        for info in try await self.cloud.recordings(of: stream, count: count, within: seconds) {
            recordings.append(try await Recording(info))
        }
        return recordings
    }
}
