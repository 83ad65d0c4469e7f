// SPDX-License-Identifier: Apache-2.0

import Media

// Names as in the text; times are seconds, sizes bytes. What isn't known is left out.

extension InspectionReport: Encodable {
    private enum Key: String, CodingKey {
        case format, size, segments, duration, tracks, gaps, faultCount, faults, remarkCount, remarks
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encodeIfPresent(format?.rawValue, forKey: .format)
        try fields.encode(size, forKey: .size)
        try fields.encodeIfPresent(segments, forKey: .segments)
        try fields.encode(duration.seconds, forKey: .duration)
        try fields.encode(tracks, forKey: .tracks)
        try fields.encode(gaps, forKey: .gaps)
        try fields.encode(faultCount, forKey: .faultCount)
        try fields.encode(faults, forKey: .faults)
        try fields.encode(remarkCount, forKey: .remarkCount)
        try fields.encode(remarks, forKey: .remarks)
    }
}

extension TrackReport: Encodable {
    private enum Key: String, CodingKey {
        case identifier, kind, codec, width, height, sampleRate, channels, packets, keyframes, bytes
        case firstDecodeTime, lastDecodeTime, firstPresentationTime, lastPresentationTime, duration
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(identifier, forKey: .identifier)
        try fields.encode(format.kind == .video ? "video" : "audio", forKey: .kind)
        try fields.encode(format.codec, forKey: .codec)
        try fields.encodeIfPresent(format.width, forKey: .width)
        try fields.encodeIfPresent(format.height, forKey: .height)
        try fields.encodeIfPresent(format.sampleRate, forKey: .sampleRate)
        try fields.encodeIfPresent(format.channelCount, forKey: .channels)
        try fields.encode(packets, forKey: .packets)
        try fields.encode(keyframes, forKey: .keyframes)
        try fields.encode(bytes, forKey: .bytes)
        try fields.encode(firstDecodeTime.seconds, forKey: .firstDecodeTime)
        try fields.encode(lastDecodeTime.seconds, forKey: .lastDecodeTime)
        try fields.encode(firstPresentationTime.seconds, forKey: .firstPresentationTime)
        try fields.encode(lastPresentationTime.seconds, forKey: .lastPresentationTime)
        try fields.encode(duration.seconds, forKey: .duration)
    }
}

extension TimeGap: Encodable {
    private enum Key: String, CodingKey {
        case file, track, from, to, isMarked
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encodeIfPresent(file, forKey: .file)
        try fields.encode(track, forKey: .track)
        try fields.encode(from.seconds, forKey: .from)
        try fields.encode(to.seconds, forKey: .to)
        try fields.encode(isMarked, forKey: .isMarked)
    }
}

extension Finding: Encodable {
    private enum Key: String, CodingKey {
        case file, offset, rule, sentence
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encodeIfPresent(file, forKey: .file)
        try fields.encodeIfPresent(offset, forKey: .offset)
        try fields.encode(rule.rawValue, forKey: .rule)
        try fields.encode(sentence, forKey: .sentence)
    }
}
