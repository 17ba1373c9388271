import type { Answers, CourseAnswers } from './answers'

/** The words of each question, for the review, for conflicts and for the audit log's readers. */
export const identityLabels: Record<keyof Answers['identity'], string> = {
  name: 'Name',
  upi: 'UPI',
  auid: 'Student ID',
  email: 'Preferred email',
}

export const eligibilityLabels: Record<keyof Answers['eligibility'], string> = {
  overseas: 'Overseas now',
  returning: 'Back by the start of the term',
  citizenOrResident: 'Citizen or permanent resident',
  validVisa: 'Valid work visa',
  enrolmentDetails: 'Enrolment details',
  degreeLevel: 'Degree level',
  otherContracts: 'Other tutoring or assistant contracts',
  otherContractsText: 'Other contracts',
  otherContractHours: 'Hours a week of other contracts',
  maxHours: 'Maximum hours a week',
  gpa: 'GPA',
}

export const courseLabels: Record<Exclude<keyof CourseAnswers, 'courseId'>, string> = {
  completed: 'Completed',
  grade: 'Grade',
  whySuitable: 'Why suitable',
  experience: 'Relevant experience',
  workedBefore: 'Worked in it before',
}

export const documentLabels = { cv: 'CV', transcript: 'Transcript' } as const
