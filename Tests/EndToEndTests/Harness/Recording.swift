// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

/// A finished recording, fetched as a user would: from the `MediaUrl` that `vod` hands out.
struct Recording: Sendable {
    enum Format: String, CaseIterable, Sendable {
        case flv
        case hls
        case mp4
        case aac
        case mp3
    }

    let format: Format
    /// What `vod` says about it.
    let info: JSON
    /// The file or the playlist, in a folder of ours.
    let path: String
    /// The playlist's text; empty for other formats.
    let playlist: String
    let packets: PacketList
    private let folder: TemporaryFolder

    init(_ info: JSON) async throws {
        let url = try #require(info["BasicInfo"]["MediaUrl"].string)
        let folder = try TemporaryFolder()
        let body = try await Self.fetch(url)
        if url.hasSuffix(".m3u8") {
            let playlist = String(decoding: body, as: UTF8.self)
            for name in Self.segments(of: playlist) + Self.initializations(of: playlist) {
                let base = try #require(url.lastIndex(of: "/"))
                let segment = try await Self.fetch(String(url[...base]) + name)
                try segment.write(to: URL(fileURLWithPath: folder.path + "/" + name))
            }
            self.format = .hls
            self.playlist = playlist
            self.path = folder.path + "/playlist.m3u8"
        } else {
            self.format = try #require(url.split(separator: ".").last.flatMap { Format(rawValue: String($0)) })
            self.playlist = ""
            self.path = "\(folder.path)/recording.\(self.format)"
        }
        try body.write(to: URL(fileURLWithPath: self.path))
        self.info = info
        self.folder = folder
        self.packets = try await PacketList(
            of: self.path, video: info["MetaData"]["VideoStreamSet"][0]["Codec"].string,
            audio: info["MetaData"]["AudioStreamSet"][0]["Codec"].string)
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

    /// The names of what EXT-X-MAP points to.
    private static func initializations(of playlist: String) -> [String] {
        playlist.matches(of: /#EXT-X-MAP:URI="([^"]+)"/).map { String($0.1) }
    }

    /// The segments' files.
    var segmentPaths: [String] { Self.segments(of: self.playlist).map { self.folder.path + "/" + $0 } }

    /// Whether the segments are fragments of MP4.
    var isFragmented: Bool { self.playlist.contains("#EXT-X-MAP:") }

    /// The recording as one file: of HLS the segments one after another, behind the first initialization.
    func joined() throws -> String {
        guard self.format == .hls else { return self.path }
        let path = "\(self.folder.path)/joined.\(self.isFragmented ? "mp4" : "ts")"
        let first = Self.initializations(of: self.playlist).prefix(1).map { self.folder.path + "/" + $0 }
        var bytes = Data()
        for part in first + self.segmentPaths { bytes += try Data(contentsOf: URL(fileURLWithPath: part)) }
        try bytes.write(to: URL(fileURLWithPath: path))
        return path
    }

    /// What stands behind a tag of the playlist, each time it is there.
    func values(of tag: String) -> [Substring] {
        self.playlist.split(whereSeparator: \.isNewline).compactMap { line in
            line.hasPrefix("#\(tag):") ? line.dropFirst(tag.count + 2) : nil
        }
    }

    /// Seconds, as `vod` tells.
    var duration: Double? { self.info["MetaData"]["Duration"].double }
    /// As `vod` tells; nil without pictures.
    var videoCodec: String? { self.info["MetaData"]["VideoStreamSet"][0]["Codec"].string }
    /// As `vod` tells; nil without sound.
    var audioCodec: String? { self.info["MetaData"]["AudioStreamSet"][0]["Codec"].string }
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
