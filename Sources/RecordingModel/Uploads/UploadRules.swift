// SPDX-License-Identifier: Apache-2.0

package import Media

/// Which objects recordings become, and under which URLs they are handed out.
package struct UploadRules: Hashable, Sendable {
    package var endpoint: ObjectEndpoint
    /// Where recordings go whose template names no bucket; its prefix may be empty.
    package var standard: ObjectPlace
    /// The base of URLs into the standard bucket, without a slash at its end; nil for the endpoint's.
    package var publicURL: String?
    /// Seconds east of UTC of the times in paths of templates.
    package var nameOffset: Int64

    package init(
        endpoint: ObjectEndpoint, standard: ObjectPlace, publicURL: String? = nil,
        nameOffset: Int64 = CivilTime.beijingOffset
    ) {
        self.endpoint = endpoint
        self.standard = standard
        self.publicURL = publicURL
        self.nameOffset = nameOffset
    }

    /// What these rules need to know of a recording.
    package struct Subject: Hashable, Sendable {
        package var key: StreamKey
        package var cause: RecordingCause
        package var sessionID: String
        package var begun: WallTime
        /// The recording's folder below the media folder.
        package var folder: MediaPath
        /// Whether its template asks for a bucket of its own.
        package var storesToCOS: Bool
        package var settings: FormatSettings

        package init(
            key: StreamKey, cause: RecordingCause, sessionID: String, begun: WallTime, folder: MediaPath,
            storesToCOS: Bool, settings: FormatSettings
        ) {
            self.key = key
            self.cause = cause
            self.sessionID = sessionID
            self.begun = begun
            self.folder = folder
            self.storesToCOS = storesToCOS
            self.settings = settings
        }
    }

    /// Where a recording goes: the bucket, region and path of its template, or else the operator's bucket, where the
    /// keys are the paths of the media folder.
    package func place(for subject: Subject) -> ObjectPlace {
        guard subject.storesToCOS, !subject.settings.cosBucketName.isEmpty else {
            var place = standard
            place.prefix = Self.joined([standard.prefix, subject.folder.text])
            return place
        }
        let region = subject.settings.cosBucketRegion
        return ObjectPlace(
            bucket: subject.settings.cosBucketName, region: region.isEmpty ? standard.region : region,
            prefix: prefix(subject))
    }

    /// The URL under which an object is handed out.
    package func url(of object: ObjectAddress) -> String {
        guard let publicURL, object.bucket == standard.bucket else { return endpoint.url(of: object) }
        return "\(publicURL)/\(object.key.percentEncodedPath)"
    }

    /// CosBucketPath with its placeholders filled in (reference: recording-api, section 6.3).
    ///
    /// What is recorded is uploaded before it ends, so the placeholders of its end stand for nothing. A path without
    /// `{RandomID}` gets the recording's own folder behind it: two recordings must never write to the same keys.
    private func prefix(_ subject: Subject) -> String {
        let begun = CivilTime(subject.begun, offset: nameOffset)
        var recordID = ""
        if case .order(let taskID) = subject.cause { recordID = taskID }
        var values = [
            "RecordSource": "origin", "Domain": subject.key.domain, "AppName": subject.key.application,
            "StreamID": subject.key.stream, "RecordId": recordID, "RandomID": subject.sessionID,
            "StartYear": begun.year.padded(to: 4), "StartMonth": begun.month.padded(to: 2),
            "StartDay": begun.day.padded(to: 2), "StartHour": begun.hour.padded(to: 2),
            "StartMinute": begun.minute.padded(to: 2), "StartSecond": begun.second.padded(to: 2),
            "StartMillisecond": begun.millisecond.padded(to: 3),
        ]
        for field in ["Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond"] { values["End" + field] = "" }
        let path = subject.settings.cosBucketPath
        var parts = [Self.filledIn(path, values)]
        if !path.contains("{RandomID}") { parts.append(subject.folder.components.last ?? subject.sessionID) }
        return Self.joined(parts)
    }

    /// One pass from left to right, so that a value with braces, which a stream's name may have, stays as it is.
    private static func filledIn(_ pattern: String, _ values: [String: String]) -> String {
        var text = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            text += values[String(rest[rest.index(after: open)..<close])] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// Parts with one slash between them; `.` and `..` mean nothing in keys, and clients would resolve them in URLs.
    private static func joined(_ parts: [String]) -> String {
        parts.flatMap { $0.split(separator: "/") }.filter { $0 != "." && $0 != ".." }.joined(separator: "/")
    }
}
