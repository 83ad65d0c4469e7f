// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct DomainListActionTests {
    private let api = TestAPI()

    private func call(_ action: String, _ name: String, _ more: JSONObject = [:]) async throws -> APIAnswer {
        try await api.call(
            action, JSONObject(members: [.init(name: "DomainName", value: .string(name))] + more.members))
    }

    private func insert(
        _ name: String, _ purpose: PushDomain.Purpose = .push, playType: Int = 1, isEnabled: Bool = true,
        isDelayLive: Bool = false
    ) async throws {
        _ = try await api.catalogue.insert(
            PushDomain(
                name: name, purpose: purpose, isEnabled: isEnabled, created: api.clock.now, playType: playType,
                isDelayLive: isDelayLive, authentication: .off))
    }

    private func names(_ parameters: JSONObject) async throws -> [JSONValue?] {
        try await api.call("DescribeLiveDomains", parameters).list("DomainList").map { value in
            if case .object(let domain) = value { domain["Name"] } else { nil }
        }
    }

    @Test("describes a domain with every member, its time in Beijing")
    func describes() async throws {
        let add = JSONObject(members: [
            .init(name: "DomainType", value: 1), .init(name: "PlayType", value: 3),
            .init(name: "IsMiniProgramLive", value: 1),
        ])
        #expect(try await call("AddLiveDomain", "play.example.com", add).code == nil)
        #expect(
            try await call("DescribeLiveDomain", "Play.example.com")["DomainInfo"]
                == .object([
                    "Name": "play.example.com", "Type": 1, "Status": 1, "CreateTime": "2027-01-15 16:00:00",
                    "BCName": 0, "TargetDomain": "media.example.com", "PlayType": 3, "IsDelayLive": 0,
                    "CurrentCName": "", "RentTag": 0, "RentExpireTime": "0000-00-00 00:00:00", "IsMiniProgramLive": 1,
                ]))
        #expect(try await call("DescribeLiveDomain", "nobody").code == "ResourceNotFound.DomainNotExist")
    }

    @Test("lists domains by status, type, play type, prefix and delay")
    func lists() async throws {
        try await insert("a.example.com")
        try await insert("b.example.com", isEnabled: false)
        try await insert("c.example.com", .play, playType: 2)
        try await insert("d.example.com", .play, playType: 3, isEnabled: false)
        try await insert("delay.example.com", isDelayLive: true)
        #expect(try await names([:]) == ["a.example.com", "b.example.com", "c.example.com", "d.example.com"])
        #expect(try await names(["DomainStatus": 0]) == ["b.example.com", "d.example.com"])
        #expect(try await names(["DomainStatus": 1, "DomainType": 0]) == ["a.example.com"])
        #expect(try await names(["DomainType": 1, "PlayType": 3]) == ["d.example.com"])
        #expect(try await names(["PlayType": 3]).count == 4)
        #expect(try await names(["IsDelayLive": "1"]) == ["delay.example.com"])
        #expect(try await names(["DomainPrefix": "C.ex"]) == ["c.example.com"])
        let answer = try await api.call("DescribeLiveDomains", ["DomainType": 0])
        #expect(answer["AllCount"] == 2)
        #expect(answer["CreateLimitCount"] == 95)
        #expect(answer["PlayTypeCount"] == .list([0, 1, 0]))
    }

    @Test("pages through domains, ten at a time unless told")
    func pages() async throws {
        for number in 10..<35 { try await insert("d\(number)") }
        #expect(try await names([:]).count == 10)
        #expect(try await names(["PageNum": 3]) == ["d30", "d31", "d32", "d33", "d34"])
        #expect(try await names(["PageNum": 2, "PageSize": 20]).count == 5)
        #expect(try await names(["PageNum": 100_000, "PageSize": 100]) == [])
        #expect(try await api.call("DescribeLiveDomains", ["PageNum": 3])["AllCount"] == 25)
    }

    @Test(
        "refuses values outside what is documented",
        arguments: [
            ["PageSize": 9], ["PageSize": 101], ["PageNum": 0], ["PageNum": 100_001], ["DomainStatus": 2],
            ["DomainType": 2], ["IsDelayLive": 2], ["PlayType": 4], ["PlayType": 0],
        ] as [JSONObject])
    func badValue(parameters: JSONObject) async throws {
        #expect(try await api.call("DescribeLiveDomains", parameters).code == "InvalidParameterValue")
    }

    @Test("closes a domain, which cuts its pushes, and opens it again")
    func forbids() async throws {
        try await insert("push.example.com")
        func isEnabled() async throws -> Bool? { try await api.catalogue.domain(named: "push.example.com")?.isEnabled }
        let cut = StreamKey(domain: "push.example.com", application: "live", stream: "room")
        for key in [cut, StreamKey(domain: "other.example.com", application: "live", stream: "room")] {
            api.streams.begin(key, at: .seconds(TestAPI.start))
        }
        #expect(try await call("ForbidLiveDomain", "PUSH.example.com").code == nil)
        #expect(try await isEnabled() == false)
        #expect(api.streams.cut == ["\(cut) 21/101"])
        #expect(try await call("EnableLiveDomain", "PUSH.example.com").code == nil)
        #expect(try await isEnabled() == true)
        #expect(try await call("ForbidLiveDomain", "nobody").code == "ResourceNotFound")
        #expect(try await call("EnableLiveDomain", "nobody").code == "ResourceNotFound.DomainNoRecord")
        #expect(try await call("EnableLiveDomain", "no body").code == "InvalidParameter.DomainFormatError")
    }

    @Test("deletes a domain of the right type, unless it was pushed to within two days")
    func deletes() async throws {
        try await insert("push.example.com")
        let day: Int64 = 24 * 3_600
        let key = StreamKey(domain: "push.example.com", application: "live", stream: "room")
        let push = Publication(
            id: PublicationID(number: 1), key: key, begun: .seconds(TestAPI.start - 3 * day), clientAddress: "::1",
            parameters: "")
        try await api.catalogue.insert(PushRecord(publication: push, isAdmitted: true, end: nil))
        #expect(
            try await call("DeleteLiveDomain", "push.example.com", ["DomainType": 1]).code
                == "ResourceNotFound.DomainNotExist")
        #expect(
            try await call("DeleteLiveDomain", "push.example.com", ["DomainType": 2]).code == "InvalidParameterValue")
        let locked = "FailedOperation.DeleteDomainInLockedTime"
        #expect(try await call("DeleteLiveDomain", "push.example.com", ["DomainType": 0]).code == locked)
        let end = PushRecord.End(time: .seconds(TestAPI.start - 2 * day + 1), code: .clientEnded)
        try await api.catalogue.endPush(push.id, with: end)
        #expect(try await call("DeleteLiveDomain", "push.example.com", ["DomainType": 0]).code == locked)
        api.clock.advance(by: .seconds(2))
        #expect(try await call("DeleteLiveDomain", "PUSH.example.com", ["DomainType": 0]).code == nil)
        #expect(try await api.catalogue.domainCount() == 0)
        #expect(
            try await call("DeleteLiveDomain", "push.example.com", ["DomainType": 0]).code
                == "ResourceNotFound.DomainNotExist")
    }

    @Test("keeps play keys, off at first, and changes what is given")
    func playKeys() async throws {
        _ = try await call("AddLiveDomain", "play.example.com", ["DomainType": 1])
        func keys() async throws -> JSONValue? {
            try await call("DescribeLivePlayAuthKey", "play.example.com")["PlayAuthKeyInfo"]
        }
        #expect(
            try await keys()
                == .object([
                    "DomainName": "play.example.com", "Enable": 0, "AuthKey": "", "AuthDelta": 0, "AuthBackKey": "",
                ]))
        let change: JSONObject = ["Enable": 1, "AuthKey": "k1", "AuthDelta": 300, "AuthBackKey": "k2"]
        #expect(try await call("ModifyLivePlayAuthKey", "play.example.com", change).code == nil)
        #expect(try await call("ModifyLivePlayAuthKey", "play.example.com", ["AuthBackKey": ""]).code == nil)
        #expect(
            try await keys()
                == .object([
                    "DomainName": "play.example.com", "Enable": 1, "AuthKey": "k1", "AuthDelta": 300,
                    "AuthBackKey": "",
                ]))
        for wrong in [["Enable": 2], ["AuthKey": ""], ["AuthDelta": .integer(UInt64.max)]] as [JSONObject] {
            let answer = try await call("ModifyLivePlayAuthKey", "play.example.com", wrong)
            #expect(answer.code == "InvalidParameterValue")
        }
        #expect(
            try await call("ModifyLivePlayAuthKey", "play.example.com", ["MasterAuthKey": "x"]).code
                == "UnknownParameter")
    }

    @Test("knows no play keys of a push domain, nor of an unknown one", arguments: ["push.example.com", "nobody"])
    func notPlay(name: String) async throws {
        try await insert("push.example.com")
        for action in ["DescribeLivePlayAuthKey", "ModifyLivePlayAuthKey"] {
            #expect(try await call(action, name).code == "ResourceNotFound.PlayDomainNoRecord")
        }
    }
}
