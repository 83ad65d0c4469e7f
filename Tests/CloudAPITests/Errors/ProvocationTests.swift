// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite("Provoked errors") struct ProvocationTests {
    private static let all = Provocation.recording + Provocation.companions + Provocation.media

    @Test("are answered with their code and sentence, of the recording actions", arguments: Provocation.recording)
    func recording(provocation: Provocation) async throws { try await provocation.check() }

    @Test("are answered with their code and sentence, of the companion actions", arguments: Provocation.companions)
    func companions(provocation: Provocation) async throws { try await provocation.check() }

    @Test("are answered with their code and sentence, of the media library", arguments: Provocation.media)
    func media(provocation: Provocation) async throws { try await provocation.check() }

    @Test("are those of the account's state, whatever the request", arguments: Account.State.allCases)
    func states(state: Account.State) async throws {
        for definition in ActionTable.actions.map({ $0.definition }) {
            guard let (code, message) = Self.answer(of: state, to: definition) else { continue }
            #expect(DocumentedErrors.codes(of: definition.name).contains(code))
            var api = TestAPI()
            api.account.state = state
            try await api.call(definition.name, [:], service: definition.service).expectError(code, message)
        }
    }

    /// Account states that an action is refused in (recording-api, section 0).
    private static func answer(of state: Account.State, to definition: ActionDefinition) -> (String, String)? {
        switch (definition.service, state) {
        case (_, .normal): nil
        case (.live, .stopped): ("ResourceNotFound.StopService", "The service is stopped.")
        case (.live, .frozen): ("ResourceNotFound.FreezeService", "The service is frozen.")
        case (.live, .forbidden): ("ResourceNotFound.ForbidService", "The service is forbidden.")
        case (.live, .disabled): ("ResourceNotFound.UserDisableService", "The service is disabled for this user.")
        case (.live, .vodNotActivated):
            DocumentedErrors.codes(of: definition.name).contains("ResourceUnavailable.InvalidVodStatus")
                ? ("ResourceUnavailable.InvalidVodStatus", "The media library is not activated.") : nil
        case (.vod, .vodNotActivated): ("FailedOperation.InvalidVodUser", "The account has no media library.")
        case (.vod, .stopped), (.vod, .frozen), (.vod, .forbidden), (.vod, .disabled): nil
        }
    }

    @Test("are each listed for their action")
    func listed() {
        for provocation in Self.all {
            #expect(DocumentedErrors.codes(of: provocation.call.action).contains(provocation.code), "\(provocation)")
        }
    }

    /// Codes whose cause is a part or a partner of the cloud; here the operator alone brings them about.
    private static let withoutCause = """
        FailedOperation FailedOperation.{AlterTaskState CallOtherSvrFailed DomainGslbFail DomainNeedRealName
        DomainNeedVerifyOwner JiFeiNoEnoughFund ParentDomainAdded SdkNoPackage SubDomainAdded TagUnbindError}
        InternalError.{ArgsNotMatch CallOtherSvrError ChineseCharacterDetected ConfInUsed ConfigNotExist
        ConnectDbError DBError DomainAlreadyExist DomainFormatError DomainGslbFail DomainIsFamous DomainIsLimited
        DomainNoRecord DomainNotExist DomainTooLong GetBizidError GetConfigError GetFileInfoError GetMediaListError
        GetStreamInfoError GetUpstreamInfoError InvalidInput InvalidUser NetworkError NotFound NotPermmitOperat
        PlayDomainNoRecord PushDomainNoRecord RuleAlreadyExist RuleInUsing RuleNotFound StreamStatusError
        SystemError UpdateDataError UpdateMediaError UploadCoverImageError} InvalidParameter.{COSCustomFileNameError
        CloudDomainIsStop DomainAlreadyExist DomainHitBlackList DomainIsFamous DomainIsLimited MpHostDelete
        MpPluginNoUse} InvalidParameterValue.{AppId SourceType StorageRegions SubAppId Types Vids} LimitExceeded
        ResourceNotFound.{EmptyData InvalidUser UserNotExist} UnauthorizedOperation UnsupportedOperation
        UnsupportedOperation.NotLVBCodeMode
        """

    @Test("leave out no code but those that have no cause in a server of one's own")
    func complete() {
        let provoked =
            Self.all.map(\.code)
            + ActionTable.actions.map { $0.definition }.flatMap { definition in
                Account.State.allCases.compactMap { Self.answer(of: $0, to: definition)?.0 }
            }
        let listed = DocumentedErrors.lists.keys.reduce(into: Set()) { $0.formUnion(DocumentedErrors.codes(of: $1)) }
        let missing = listed.subtracting(provoked)
        #expect(missing.sorted() == DocumentedErrors.codes(in: Self.withoutCause).sorted())
    }
}
