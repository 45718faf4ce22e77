import type { PaperKind, PaperOf } from '../contract.ts'
import { usualReceipt } from './receipt.ts'

const { synthetic, head, applicant, request, oneStop, dossierCode } = usualReceipt
const contact = { name: 'Trần Đức Thắng', phone: '0222 000 0000' }
const slip = {
  synthetic,
  head,
  applicant,
  request,
  oneStop,
  dossierCode,
  contact,
  issuedAt: '2019-03-07T09:00:00+07:00',
}

/** One made-up paper of each kind, for tests and for looking at. */
export const samplePapers: { readonly [Kind in PaperKind]: PaperOf<Kind> } = {
  receipt: usualReceipt,
  'supplement-request': {
    ...slip,
    trackingUrl: usualReceipt.trackingUrl,
    accessKey: null,
    findings: [
      {
        about: 'Phương án kinh doanh',
        defect:
          'Thiếu phần phân tích tính khả thi và lợi ích kinh tế - xã hội của phương án; bổ sung và ký, đóng dấu.',
        ground: 'điểm g khoản 1 Điều 6 Nghị định 47/2011/NĐ-CP',
      },
      { about: 'Điều lệ doanh nghiệp', defect: 'Bản sao chưa có chứng thực.', ground: null },
    ],
    reason: 'Hồ sơ chưa đầy đủ theo quy định.',
    answerUntilAt: '2019-03-28T17:00:00+07:00',
    furtherRoundGround: null,
    guideName: 'Trần Đức Thắng',
  },
  refusal: {
    ...slip,
    reason: 'Thủ tục không thuộc thẩm quyền giải quyết của Sở; hồ sơ nộp tại Bộ Thông tin và Truyền thông.',
    legalGround: 'Điều 17 Nghị định 61/2018/NĐ-CP',
    submitterName: 'Nguyễn Thị Quỳnh Hương',
    receiverName: 'Trần Đức Thắng',
  },
  'apology-notice': {
    ...slip,
    receivedAt: '2019-03-05T08:30:00+07:00',
    originalAppointmentAt: '2019-03-12T08:30:00+07:00',
    reason: 'Cơ quan phối hợp chưa có văn bản trả lời.',
    newAppointmentAt: '2019-03-19T08:30:00+07:00',
    returnPlace: 'Trung tâm Hành chính công tỉnh Bắc Ninh',
    signerTitle: 'Giám đốc',
    signerName: 'Nguyễn Văn Minh Họa',
  },
  'stop-notice': {
    ...slip,
    issuedAt: '2025-10-02T09:00:00+07:00',
    receivedAt: '2025-09-10T08:30:00+07:00',
    stoppedAt: '2025-10-02T08:00:00+07:00',
    cause: 'supplement-term-ended',
    reason: 'Đã quá 15 ngày kể từ ngày thông báo mà chưa nhận được hồ sơ bổ sung.',
    legalGround: 'khoản 5 Điều 19 Nghị định 118/2025/NĐ-CP',
    givenBack: 'trả lại toàn bộ giấy tờ đã nộp',
    signerTitle: null,
    signerName: null,
  },
  'routing-slip': {
    synthetic,
    head,
    request,
    dossierCode,
    issuedAt: '2019-03-12T09:00:00+07:00',
    book: null,
    serial: null,
    applicantName: applicant.name,
    resolvingAgency: 'Sở Thông tin và Truyền thông tỉnh Bắc Ninh',
    consultedAgencies: [],
    receivedAt: '2019-03-05T08:30:00+07:00',
    appointmentAt: '2019-03-12T08:30:00+07:00',
    handOvers: [
      {
        giver: 'Bộ phận Một cửa (Trần Đức Thắng)',
        receiver: 'Phòng Bưu chính - Viễn thông (Lê Thị Minh)',
        handedOverAt: '2019-03-05T10:00:00+07:00',
        outcome: 'onTime',
        note: null,
      },
      {
        giver: 'Phòng Bưu chính - Viễn thông (Lê Thị Minh)',
        receiver: 'Lãnh đạo Sở (Nguyễn Văn Minh Họa)',
        handedOverAt: '2019-03-08T15:20:00+07:00',
        outcome: 'early',
        note: 'sớm 1 ngày làm việc',
      },
      {
        giver: 'Lãnh đạo Sở (Nguyễn Văn Minh Họa)',
        receiver: 'Bộ phận Một cửa (Trần Đức Thắng)',
        handedOverAt: '2019-03-11T16:00:00+07:00',
        outcome: null,
        note: null,
      },
    ],
  },
  'dossier-register': {
    synthetic,
    head,
    oneStop,
    issuedAt: '2019-04-01T08:00:00+07:00',
    book: '01',
    fromAt: '2019-03-01T00:00:00+07:00',
    untilAt: '2019-03-31T23:59:00+07:00',
    rows: Array.from({ length: 40 }, (_, index) => ({
      dossierCode: `000.00.14.H05-190305-${String(index + 1).padStart(4, '0')}`,
      procedure:
        index % 3 === 0
          ? 'Cấp giấy phép thiết lập trang thông tin điện tử tổng hợp'
          : 'Cấp giấy phép bưu chính',
      sets: 1,
      applicantName: index % 4 === 0 ? 'Nguyễn Thị Quỳnh Hương' : 'Công ty TNHH Bưu chính Minh Họa',
      address: index % 5 === 0 ? null : 'Số 1 đường Minh Họa, phường Suối Hoa, thành phố Bắc Ninh',
      phone: '0222 000 0000',
      receivedAt: '2019-03-05T08:30:00+07:00',
      appointmentAt: index === 2 ? null : '2019-03-12T08:30:00+07:00',
      resultReceivedAt: index > 30 ? null : '2019-03-11T16:00:00+07:00',
      returnedAt: index > 30 ? null : '2019-03-12T09:10:00+07:00',
      giver: index > 30 ? null : 'Trần Đức Thắng',
      receiver: index > 30 ? null : 'Nguyễn Thị Quỳnh Hương',
      note: index === 31 ? 'chờ kết quả' : null,
    })),
  },
}
