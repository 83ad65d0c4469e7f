// SPDX-License-Identifier: Apache-2.0

/// The coded packets of a file, as ffmpeg reads them, in a form that does not depend on the container.
///
/// Video is compared without what containers add or keep elsewhere: length fields become start codes, parameter sets
/// and delimiters go. Audio loses its ADTS headers.
struct PacketList: Sendable {
    struct Packet: Hashable, Sendable {
        /// 90 kHz, from the file's own zero.
        let decode: Int
        /// 90 kHz, from the file's own zero.
        let presentation: Int
        /// MD5 of the payload.
        let hash: String
    }

    var video: [Packet] = []
    var audio: [Packet] = []

    /// Reads a file or a playlist of these codecs.
    init(of path: String, video: String? = "h264", audio: String? = "aac") async throws {
        // What Debian's ffmpeg doesn't know in FLV, a newer one reads.
        let isOld = video == "h264" && audio == "aac"
        let listing = try await Tool.output(
            of: isOld ? Programs.ffmpeg : Programs.newFFmpeg,
            ["-v", "error", "-copyts", "-i", path, "-map", "0:v?", "-map", "0:a?", "-c", "copy"]
                + ["-bsf:v", Self.filters[video ?? ""] ?? "null", "-bsf:a", Self.filters[audio ?? ""] ?? "null"]
                + ["-f", "framemd5", "-"])
        try self.init(listing: listing)
    }

    /// What takes from packets that containers keep elsewhere: ISO/IEC 14496-10, table 7-1; 23008-2, table 7-1; AV1, 6.2.2.
    private static let filters = [
        "h264": "h264_mp4toannexb,filter_units=remove_types=7-9",
        "hevc": "hevc_mp4toannexb,filter_units=remove_types=32-35",
        "av1": "filter_units=remove_types=2", "aac": "aac_adtstoasc",
    ]

    /// Reads ffmpeg's `framemd5` text, version 2.
    init(listing: String) throws {
        var ticks: [Int: (count: Int, scale: Int)] = [:]
        var videos: Set<Int> = []
        for line in listing.split(separator: "\n") {
            if line.hasPrefix("#") {
                let words = line.dropFirst().split(whereSeparator: { " :/".contains($0) })
                guard words.count > 2, let stream = Int(words[1]) else { continue }
                if words[0] == "media_type", words[2] == "video" { videos.insert(stream) }
                if words[0] == "tb", words.count == 4, let count = Int(words[2]), let scale = Int(words[3]) {
                    ticks[stream] = (90_000 * count, scale)
                }
                continue
            }
            let fields = line.split(separator: ",").map { $0.filter { $0 != " " } }
            guard fields.count >= 6, let stream = Int(fields[0]), let decode = Int(fields[1]),
                let presentation = Int(fields[2]), let (count, scale) = ticks[stream]
            else { throw PacketListError.malformed(String(line)) }
            // What an Enhanced RTMP MultichannelConfig becomes in ffmpeg.
            if fields[4] == "0" { continue }
            let packet = Packet(
                decode: decode * count / scale, presentation: presentation * count / scale, hash: fields[5])
            if videos.contains(stream) { self.video.append(packet) } else { self.audio.append(packet) }
        }
    }

    /// The payloads and their order, apart from all time.
    var videoHashes: [String] { self.video.map(\.hash) }
    /// The payloads and their order, apart from all time.
    var audioHashes: [String] { self.audio.map(\.hash) }

    /// Whether a picture is to be decoded at the time of the one before.
    var repeatsDecodeTimes: Bool { zip(self.video, self.video.dropFirst()).contains { $0.decode == $1.decode } }

    /// The earliest decoding time.
    private var start: Int { min(self.video.first?.decode ?? .max, self.audio.first?.decode ?? .max) }

    /// How far this file's times lie from another's at most, in 90 kHz ticks, once both begin at the same instant.
    ///
    /// One offset serves both tracks, so a lost offset between audio and video shows as a difference.
    func greatestDifference(from other: PacketList, of track: KeyPath<PacketList, [Packet]>) -> Int {
        let offset = self.start - other.start
        return zip(self[keyPath: track], other[keyPath: track]).reduce(0) { greatest, pair in
            max(
                greatest, abs(pair.0.decode - pair.1.decode - offset),
                abs(pair.0.presentation - pair.1.presentation - offset))
        }
    }
}

enum PacketListError: Error {
    case malformed(String)
}
