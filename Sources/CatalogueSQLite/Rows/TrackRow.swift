// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Media
import NIOCore

/// What is known of one track of a finished file, as it is kept.
struct TrackRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordedTrack"

    var fileID: String
    var kind: String
    /// The codec's name.
    var codec: String
    /// The decoder configuration; of most codecs as the publisher sent it.
    var configuration: Data
    var packets: Int64
    var bytes: Int64
    var firstDecodeTime: Int64
    var lastDecodeTime: Int64

    init(_ facts: MediaFacts.TrackFacts, fileID: String) {
        self.fileID = fileID
        kind = facts.track.kind == .video ? "video" : "audio"
        codec = facts.track.configuration.name
        configuration = Data(facts.track.configuration.bytes.readableBytesView)
        packets = facts.packets
        bytes = facts.bytes
        firstDecodeTime = facts.firstDecodeTime.nanoseconds
        lastDecodeTime = facts.lastDecodeTime.nanoseconds
    }

    func facts() throws -> MediaFacts.TrackFacts {
        MediaFacts.TrackFacts(
            track: Track(configuration: try codecConfiguration()), packets: packets, bytes: bytes,
            firstDecodeTime: MediaTime(nanoseconds: firstDecodeTime),
            lastDecodeTime: MediaTime(nanoseconds: lastDecodeTime))
    }

    private func codecConfiguration() throws -> CodecConfiguration {
        // Until there were other codecs, H.264 was kept under this name.
        let name = codec == "avc" ? "h264" : codec
        let bytes = ByteBuffer(bytes: configuration)
        guard let codecConfiguration = try CodecConfiguration(name: name, bytes: bytes) else {
            throw CatalogueError.invalid(column: "recordedTrack.codec")
        }
        return codecConfiguration
    }
}
