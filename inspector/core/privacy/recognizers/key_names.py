"""Names under which documents keep what tells of a person: a group for each thing they tell.

Sources: DICOM PS3.15, Table E.1-1, those that concern people, places and devices, with their tags of PS3.6; the keys
of BIDS side files and of the `patient` and `study` groups of MINC; the heads of PAR/REC, ECAT7, Analyze 7.5 and
GIFTI; and what forms of hospitals say in the languages named beside the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    """What a key tells. Names in `loose` mean it only where the value looks like it, such as a number for "ID"."""

    id: str
    tells: str
    score: float
    keys: str
    loose: str = ""


GROUPS: Final = (
    Group(
        "person",
        "the name of a person",
        0.97,
        # DICOM, BIDS
        "PatientName PatientsName OtherPatientNames OtherPatientsNames PatientBirthName PatientsBirthName"
        " PatientMotherBirthName PatientsMothersBirthName ReferringPhysicianName ReferringPhysiciansName"
        " ConsultingPhysicianName PerformingPhysicianName PerformingPhysiciansName PhysiciansOfRecord"
        " PhysiciansReadingStudy NameOfPhysiciansReadingStudy NameOfPhysicianReadingStudy"
        " NamesOfReadingPhysicians"
        " RequestingPhysician OperatorsName OperatorName OperatorsNames ResponsiblePerson PersonName"
        " ScheduledPerformingPhysicianName ContentCreatorName ContentCreatorsName VerifyingObserverName"
        " HumanPerformerName ReviewerName NamesOfIntendedRecipientsOfResults InterpretationAuthor"
        " InterpretationRecorder InterpretationTranscriber PhysicianApprovingInterpretation OrderEnteredBy"
        " EvaluatorName AttendingPhysician"
        # MINC, PAR/REC, ECAT7, Analyze, GIFTI, MGH, AFNI
        " full_name patient:full_name other_names patient_name patient:name study:referring_physician"
        " referring_physician attending_physician study:operator physician_name operator_name radiologist_name"
        " UserName user_name login login_name logname uploaded_by scanned_by User Owner Operator Physician"
        " Radiologist"
        " Technologist Technician ReferredBy ReferringDoctor Referrer"
        # en, de, fr, es, it, nl, pl, pt, sv, tr, cs, da, fi
        " PatientFullName PatientFirstName PatientLastName PatientGivenName PatientFamilyName SubjectName"
        " ParticipantName FirstName LastName Surname FamilyName GivenName MiddleName MaidenName MothersName"
        " NextOfKin"
        " Patientenname NameDesPatienten Nachname Vorname Familienname Geburtsname Zuname Patient/in"
        " NomDuPatient NomPatient Prénom NomDeFamille NomDeNaissance"
        " NombreDelPaciente NombrePaciente Apellido Apellidos NombreYApellidos"
        " NomePaziente NomeDelPaziente Cognome CognomeENome NaamPatiënt Patiëntnaam Achternaam Voornaam"
        " Geboortenaam"
        " NazwiskoPacjenta Nazwisko Imię ImięINazwisko NomeDoPaciente Sobrenome NomeCompleto Apelido"
        " Patientnamn Efternamn Förnamn HastaAdı HastaAdıSoyadı AdıSoyadı AdSoyad Soyadı Soyad"
        " JménoPacienta Příjmení JménoAPříjmení Patientnavn Efternavn Fornavn PotilaanNimi Sukunimi Etunimi"
        # el, ru, ja, zh, ko
        " Ονοματεπώνυμο Επώνυμο ΌνομαΑσθενούς Фамилия Имя Отчество ФИО Пациент ИмяПациента"
        " 氏名 患者氏名 患者名 名前 お名前 姓名 患者姓名 病人姓名 이름 성명 환자명 환자이름",
        "Name Patient Pat Pt Subject Participant Doctor Dr Author Contact Nom Nombre Nome Naam Imie Jméno Namn"
        " Navn Nimi Ad Adı Όνομα Arzt Ärztin Médecin"
        " Médico Medico Arts Lekarz Läkare Doktor Lékař Læge Lääkäri Ιατρός Врач Paciente Paziente Patiënt"
        " Pacjent"
        " Hasta Pacient Potilas Ασθενής 医師 医生 주치의 Investigator PI",
    ),
    Group(
        "birth",
        "a date of birth",
        0.97,
        "PatientBirthDate PatientsBirthDate PatientBirthTime PatientBirthDateInAlternativeCalendar BirthDate"
        " DateOfBirth DOB BornOn patient:birthdate patient_birth_date PatientDOB SubjectBirthDate Born"
        " BirthDay Nacido Nacida NacidoEl NacidaEl NascidoEm NascidaEm DTarihi DoğTarihi"
        " Geburtsdatum GebDatum GebDat Geb Geburtstag Geboren GeborenAm DateDeNaissance NéLe NéeLe Né Née DDN"
        " Naissance"
        " FechaDeNacimiento FechaNacimiento FNac Nacimiento DataDiNascita DataNascita NatoIl NataIl Nascita"
        " Geboortedatum GeborenOp DataUrodzenia Urodzony Urodzona DataDeNascimento Nascimento Födelsedatum Född"
        " DoğumTarihi DogumTarihi DatumNarození Narozen Narozena Fødselsdato Født Syntymäaika Syntynyt"
        " ΗμερομηνίαΓέννησης ΗμΓέννησης ΗμνίαΓέννησης ДатаРождения Родился Родилась"
        " 生年月日 出生日期 出生年月日 出生年月 생년월일",
        "Ur Nar Nasc Nac DN Род Γεν ДР",
    ),
    Group(
        "date",
        "a date",
        0.9,
        "StudyDate SeriesDate AcquisitionDate ContentDate ImageDate AcquisitionDateTime AcquisitionDatetime"
        " InstanceCreationDate ScanDate ExamDate ExaminationDate ExaminationDateTime exp_date study:start_time"
        " study_start_time study_date scan_start_time AdmittingDate DischargeDate VisitDate DateOfVisit"
        " DateOfScan"
        " DateOfExam DateOfSecondaryCapture DateOfLastCalibration DateOfDeath PerformedProcedureStepStartDate"
        " PerformedProcedureStepEndDate ScheduledProcedureStepStartDate acq_time DateTime"
        " LastMenstrualDate OverlayDate CurveDate IssueDateOfImagingServiceRequest StudyVerifiedDate"
        " StudyReadDate"
        " Untersuchungsdatum Aufnahmedatum DateExamen DateDeLExamen FechaDeExamen FechaEstudio DataEsame"
        " Onderzoeksdatum"
        " DataBadania DataDoExame Undersökningsdatum MuayeneTarihi DatumVyšetření Undersøgelsesdato"
        " Tutkimuspäivä"
        " ΗμερομηνίαΕξέτασης ДатаИсследования 検査日 撮影日 检查日期 검사일",
        "Date Datum Fecha Data Dato Tarih Päivä Ημερομηνία Дата 日付 日期 날짜 Timestamp IDCODE_DATE",
    ),
    Group(
        "number",
        "a number that one person or one examination has",
        0.97,
        "PatientID PatientsID OtherPatientIDs OtherPatientID IssuerOfPatientID PatientIdentifier"
        " AccessionNumber"
        " AccessionNo StudyID AdmissionID ServiceEpisodeID MedicalRecordLocator MedicalRecordNumber"
        " MedicalRecordNo"
        " PatientInsurancePlanCodeSequence InsurancePlanIdentification MilitaryRank RequestAttributesID"
        " FillerOrderNumberImagingServiceRequest PlacerOrderNumberImagingServiceRequest RequestedProcedureID"
        " ScheduledProcedureStepID PerformedProcedureStepID ClinicalTrialSubjectID"
        " ClinicalTrialSubjectReadingID"
        " patient:identification patient_identification patient_id patient:insurance_id insurance_id"
        " study:study_id"
        " scannum patient_no patient_number study_id accession_no"
        " MRN SSN NHSNumber NHSNo SocialSecurityNumber SocialSecurityNo HospitalNumber HospitalNo HospNo"
        " RecordNumber"
        " PassportNumber PassportNo Passport DriversLicense DriversLicence DrivingLicence LicenseNumber"
        " LicenceNumber"
        " LicensePlate AccountNumber AccountNo AcctNo InsuranceNumber InsuranceNo InsuranceID PolicyNumber"
        " MemberID"
        " MedicareNumber MedicaidID HealthPlanID BeneficiaryNumber CaseNumber CaseNo EpisodeNumber"
        " EncounterNumber"
        " VisitNumber CertificateNumber UHID URNumber NationalID NationalInsuranceNumber IDNumber IDNo PatNo"
        " PtNo PatID"
        " PtID PatientNo PatientNumber SubjectID ParticipantID BadgeNumber IBAN NINO"
        " PatientenID PatientenNr Patientennummer PatNr Patientnr Fallnummer FallNr Aufnahmenummer"
        " Versichertennummer"
        " VersNr Krankenversichertennummer KVNR Sozialversicherungsnummer SVNummer SVNR Personalausweisnummer"
        " Ausweisnummer"
        " Steuernummer Kontonummer NuméroPatient NumPatient NoPatient NuméroDeSécuritéSociale NuméroDeDossier"
        " NoDossier"
        " NIR IPP NúmeroDePaciente NúmeroDeHistoria HistoriaClínica NHC NumHistoria NIE NIF CURP"
        " NúmeroSeguridadSocial CodiceFiscale CodicePaziente NumeroCartella TesseraSanitaria Patiëntnummer"
        " PatiëntID BSN"
        " Burgerservicenummer NumerPacjenta NrPacjenta PESEL NumerPESEL NúmeroDoPaciente Prontuário CPF"
        " Patientnummer Personnummer PersNr HastaNo HastaNumarası ProtokolNo TCKimlikNo TCNo TCKN RodnéČíslo RČ"
        " ČísloPacienta"
        " CPRNummer CPR CPRNr Potilasnumero Henkilötunnus HETU AMKA ΑΜΚΑ ΑΦΜ ΚωδικόςΑσθενούς ΑριθμόςΜητρώου"
        " СНИЛС ИНН"
        " НомерКарты НомерПациента Полис ИсторияБолезни 患者ID 患者番号 カルテ番号 診察券番号 受付番号"
        " 保険証番号 检查号"
        " 病历号 病歷號 住院号 门诊号 身份证号 患者编号 登记号 등록번호 환자번호 주민등록번호 병록번호",
        "ID Accession Acc Case Visit Chart Record Dossier Account Insurance Policy Registro Cartella"
        " CartellaClinica Tessera Convênio"
        " Carteirinha Dosya Polisa Journal License Licence",
    ),
    Group(
        "place",
        "where a person was seen or lives",
        0.95,
        "InstitutionName InstitutionAddress InstitutionalDepartmentName InstitutionCodeSequence PatientAddress"
        " PatientsAddress ReferringPhysicianAddress CountryOfResidence RegionOfResidence"
        " PatientInstitutionResidence"
        " CurrentPatientLocation PersonAddress PatientsInstitutionResidence HospitalName Hospital"
        " ClinicalTrialSiteName ClinicalTrialSiteID study:institution patient:address Address Street"
        " HomeAddress StreetAddress"
        " PostalAddress ZipCode PostCode PostalCode Anschrift Adresse Wohnort PLZ Straße Strasse"
        " Krankenhaus Klinik"
        " CodePostal Dirección Domicilio CódigoPostal Indirizzo Residenza Ospedale Adres Woonplaats Postcode"
        " Ziekenhuis KodPocztowy Szpital Endereço CEP Adress Postnummer Sjukhus Adresi PostaKodu Hastane"
        " Adresa PSČ"
        " Nemocnice Bydliště Postnr Osoite Postinumero Sairaala Διεύθυνση Νοσοκομείο Адрес Индекс Больница"
        " 住所 病院"
        " 病院名 施設名 郵便番号 地址 医院 住址 邮编 주소 병원",
        "Institution Department City Town Village Location Ward Clinic Practice Site Birthplace"
        " PlaceOfBirth CAP ΤΚ Geburtsort Lieu Ville Ciudad Città Stad Miasto Cidade Şehir Město Kaupunki"
        " Πόλη Город",
    ),
    Group(
        "contact",
        "how to reach a person",
        0.95,
        "PatientTelephoneNumbers PatientsTelephoneNumbers PatientTelecomInformation PersonTelephoneNumbers"
        " ReferringPhysicianTelephoneNumbers OrderCallbackPhoneNumber EMailAddress",
        "Phone Telephone Tel Fax Faks Telefax Télécopie ファックス 传真 傳真 Факс Φαξ Κινητό Mobile Cell Pager Handy"
        " Telefon Mobil Téléphone Portable Teléfono Móvil Telefono"
        " Cellulare Telefoon Mobiel Telefone Celular Komórka CepTel Puhelin Τηλέφωνο Телефон 電話 电话 電話番号 전화"
        " EMail Mail Courriel Correo Epost 邮箱 メール",
    ),
    Group(
        "device",
        "the one device or computer that was used",
        0.95,
        "DeviceSerialNumber StationName ScheduledStationName PerformedStationName DeviceUID GantryID DetectorID"
        " PlateID"
        " GeneratorID CassetteID SerialNo SerialNumber SerienNr Seriennummer NuméroDeSérie NúmeroDeSerie"
        " NumeroDiSerie"
        " Serienummer NumerSeryjny NúmeroDeSérie SeriNo SériovéČíslo Sarjanumero Matricola NºDeSerie"
        " N°DeSerie シリアル番号 序列号 station_id"
        " study:station_id ScannerSerial ScannerID DeviceID HostName Computer ComputerName MachineName NodeName"
        " MACAddress",
        "SN Machine Host Hostname Station Serial Workstation Server",
    ),
    Group(
        "note",
        "notes on a person",
        0.8,
        "PatientComments AdditionalPatientHistory MedicalAlerts Allergies Occupation Diagnosis"
        " AdmittingDiagnosesDescription"
        " PatientReligiousPreference EthnicGroup SpecialNeeds PatientState VisitComments Anamnese Diagnose"
        " Beruf",
    ),
    Group(
        "trait",
        "a trait of a person",
        0.3,
        "PatientSex PatientsSex PatientAge PatientsAge PatientWeight PatientsWeight PatientSize PatientsSize"
        " PatientHeight"
        " PregnancyStatus SmokingStatus patient:sex patient:age patient:weight patient:size PatientSexNeutered",
        "Sex Gender Age Geschlecht Alter Sexe Sexo Sesso Geslacht Płeć Kön Cinsiyet Pohlaví 性別 性别 年齢 年龄",
    ),
)
# Words for a number, at the end of a label of any office, and what scanners and programs count with them.
NUMBER_WORDS: Final = (
    "number no nr num nbr id code #"
    " nummer numéro numero número numer numeru nº n° numarası numara kodu č číslo nro numero αριθμός αρ"
    " κωδικός номер"
)
# Of these, what stands before the thing in its language; "number of slices" is a count.
LEADING_WORDS: Final = (
    "nr nummer numéro numero número numer nº n° n.º číslo č номер αριθμός αρ id kod kodu código codice"
)
NUMBER_ENDINGS: Final = ("nummer", "number", "nr", "номер", "číslo", "numerot", "numero", "番号", "编号", "号", "번호")
COUNTED: Final = (
    "series acquisition image instance slice echo scan frame volume protocol version build sequence run"
    " phase coil"
    " channel port part model temporal position group item file page line bit voxel element process thread"
    " job task"
    " step shot segment slab serie bild schicht serien coupe corte fetta random seed"
)
# Group and element of PS3.6, for documents that call an attribute by its tag.
TAGS: Final = {
    "00080012": "date", "00080020": "date", "00080021": "date", "00080022": "date", "00080023": "date",
    "0008002a": "date", "00080050": "number", "00080080": "place", "00080081": "place", "00080090": "person",
    "00080092": "place", "00080094": "contact", "00081010": "device", "00081040": "place", "00081048": "person",
    "00081050": "person", "00081060": "person", "00081070": "person", "00100010": "person", "00100020": "number",
    "00100030": "birth", "00100032": "birth", "00101000": "number", "00101001": "person", "00101005": "person",
    "00101040": "place", "00101060": "person", "00101090": "number", "00102154": "contact", "001021b0": "note",
    "00102180": "note", "00104000": "note", "00181000": "device", "00200010": "number", "00321032": "person",
    "00380010": "number", "00400006": "person", "00400009": "number", "00400244": "date", "00400253": "number",
}  # fmt: skip
# Names made of several words, of which the last says what is told and those before of whom or what.
PERSONS: Final = (
    "patient patients subject subjects participant physician physicians doctor surgeon nurse radiologist radiographer"
    " technician technologist operator operators user author creator owner investigator mother mothers father fathers"
    " spouse husband wife partner parent child guardian relative employer person client donor proband volunteer member"
    " reviewer reader observer performer requester referrer recipient sender staff provider specialist therapist"
    " consultant contact kin caregiver scientist student supervisor family given first last middle maiden full sur"
)
OFFICES: Final = (
    "record chart case account insurance insurant policy hospital admission visit encounter episode accession exam"
    " examination order request referral medical health social security passport license licence tax national identity"
    " citizen card certificate mrn dossier file medicare medicaid plan member pass badge plate vehicle"
)
DONE_BY: Final = (
    "created scanned acquired performed reviewed read reported requested ordered referred signed entered operated"
    " uploaded collected checked verified approved examined edited modified written recorded dictated interpreted seen"
)
DEVICES: Final = "serial device scanner station host machine console magnet coil gantry detector workstation equipment"
# Addresses of computers, which are found by their form.
NO_STREETS: Final = "ip mac remote memory web http url network base start hw ethernet"
