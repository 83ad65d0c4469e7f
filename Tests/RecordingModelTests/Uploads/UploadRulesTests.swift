// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Testing

@Suite("UploadRules")
struct UploadRulesTests {
    private func rules(prefix: String = "/rec/", publicURL: String? = nil) throws -> UploadRules {
        UploadRules(
            endpoint: try #require(ObjectEndpoint("http://s3")),
            standard: ObjectPlace(bucket: "own", region: "r", prefix: prefix), publicURL: publicURL, nameOffset: 28_800)
    }

    private func subject(
        bucket: String = "theirs", region: String = "", path: String = "/{StreamID}", asked: Bool = true,
        stream: String = "room", cause: RecordingCause = .order(taskID: "U1")
    ) -> UploadRules.Subject {
        var settings = FormatSettings()
        settings.cosBucketName = bucket
        settings.cosBucketRegion = region
        settings.cosBucketPath = path
        return UploadRules.Subject(
            key: StreamKey(domain: "d", application: "live", stream: stream), cause: cause, sessionID: "77",
            // 2023-11-14T22:13:20.005Z, in Beijing the day after.
            begun: WallTime(microseconds: 1_700_000_000_005_000), folder: MediaPath(["d", "live", "room", "T-77"]),
            storesToCOS: asked, settings: settings)
    }

    @Test(
        "takes the operator's bucket, where keys are the paths of the media folder, unless a template asks for its own")
    func standard() throws {
        let own = ObjectPlace(bucket: "own", region: "r", prefix: "rec/d/live/room/T-77")
        #expect(try rules().place(for: subject(asked: false)) == own)
        #expect(try rules().place(for: subject(bucket: "")) == own)
        #expect(try rules(prefix: "").place(for: subject(asked: false)).prefix == "d/live/room/T-77")
    }

    @Test(
        "fills in the path of a template",
        arguments: [
            ("/a/{RandomID}", "a/77"),
            ("/{RecordSource}/{Domain}/{AppName}/{StreamID}/{RecordId}-{RandomID}", "origin/d/live/room/U1-77"),
            (
                "/{StartYear}-{StartMonth}-{StartDay}-{StartHour}-{StartMinute}-{StartSecond}.{StartMillisecond}",
                "2023-11-15-06-13-20.005/T-77"
            ),
            ("/x{EndYear}{EndMillisecond}/{RandomID}/", "x/77"), ("/{Unknown}/{RandomID}", "{Unknown}/77"),
            ("", "T-77"), ("/../a/./{RandomID}", "a/77"), ("/{StreamID", "{StreamID/T-77"),
        ])
    func paths(pattern: String, prefix: String) throws {
        let place = try rules().place(for: subject(region: "ap-guangzhou", path: pattern))
        #expect(place == ObjectPlace(bucket: "theirs", region: "ap-guangzhou", prefix: prefix))
    }

    @Test("takes a stream's name as it is, braces and all, and no task for a rule")
    func hostile() throws {
        let path = "/{StreamID}/{RecordId}{RandomID}"
        let place = try rules().place(for: subject(path: path, stream: "{RandomID}/../x", cause: .rule))
        #expect(place == ObjectPlace(bucket: "theirs", region: "r", prefix: "{RandomID}/x/77"))
    }

    @Test("hands out URLs of the public base for its own bucket alone")
    func urls() throws {
        let own = ObjectAddress(bucket: "own", region: "r", key: "a/b c")
        let theirs = ObjectAddress(bucket: "theirs", region: "r", key: "a/b c")
        #expect(try rules().url(of: own) == "http://s3/own/a/b%20c")
        #expect(try rules(publicURL: "https://cdn").url(of: own) == "https://cdn/a/b%20c")
        #expect(try rules(publicURL: "https://cdn").url(of: theirs) == "http://s3/theirs/a/b%20c")
    }
}
